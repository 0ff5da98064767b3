using Orchestrator.Isolation.Launching;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>A container's storage, found for a start.</summary>
internal sealed record OpenedRoot
{
    /// <summary>Set: the whole root, which takes what is written itself.</summary>
    public string? Whole { get; init; }

    /// <summary>The mount of the file system in a file that is the whole root.</summary>
    public DirectoryHandle? Mount { get; init; }

    /// <summary>The mount of the file system in a file that holds upper and work directory.</summary>
    public DirectoryHandle? Writable { get; init; }

    public string Upper { get; init; } = "upper";

    public IReadOnlyList<LowerLayer> Layers { get; init; } = [];
}
