using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage.Files;

/// <summary>Where a container's files lie at the moment.</summary>
internal sealed record FilesPlace
{
    /// <summary>The whole root.</summary>
    public required DirectoryHandle View { get; init; }

    /// <summary>What is written goes here: the same, or the upper layer of a container that does not run.</summary>
    public required DirectoryHandle Writable { get; init; }

    /// <summary>Folders below <see cref="Writable"/> when it is a layer, the uppermost first.</summary>
    public IReadOnlyList<string> Lowers { get; init; } = [];

    /// <summary>A folder on the disk that is written to.</summary>
    public required string Disk { get; init; }

    public string? UidMap { get; init; }

    public string? GidMap { get; init; }

    /// <summary>Files of the image are seen with the ids inside, beside those of the container with the host's.</summary>
    public bool MixedIds { get; init; }

    /// <summary>Id maps of those who wrote shared layers.</summary>
    public IReadOnlyList<(string? Uid, string? Gid)> OtherMaps { get; init; } = [];

    public IReadOnlyList<IDisposable> Held { get; init; } = [];
}
