using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>
/// The file <c>root.json</c> in the folder of a container, or of a snapshot, that is more than the one usual layer. It is
/// replaced as a whole, and that is the moment at which a change of the storage happens.
/// </summary>
internal sealed record RootRecord
{
    public const string FileName = "root.json";

    public required StorageKind Kind { get; init; }

    public long? SizeBytes { get; init; }

    /// <summary>
    /// The entry beside this file with what the container writes: the upper directory, or with a size a file system with it;
    /// of the other kinds the whole root. Null in a snapshot that is layers only.
    /// </summary>
    public string? Content { get; init; }

    /// <summary>Layers between the writable one and the image, topmost first.</summary>
    public IReadOnlyList<SharedLayer> Layers { get; init; } = [];

    /// <summary>The entry that becomes the first of <see cref="Layers"/>, if it has not become it yet.</summary>
    public string? Moving { get; init; }

    /// <summary>The content is a file with a file system in it.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool InFile => Kind == StorageKind.Loop || (Kind == StorageKind.Overlay && SizeBytes is not null);
}
