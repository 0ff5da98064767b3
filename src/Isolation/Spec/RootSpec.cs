namespace Orchestrator.Isolation.Spec;

/// <summary>How a host directory becomes the root.</summary>
public sealed record RootSpec
{
    /// <summary>The directory is the root itself: what the container writes stays there.</summary>
    public bool? Direct { get; init; }

    /// <summary>Host directories below the first layer, topmost first.</summary>
    public IReadOnlyList<string>? Lower { get; init; }

    /// <summary>MOUNT_ATTR_* of the root mount besides nodev.</summary>
    public MountFlags? Flags { get; init; }

    /// <summary>Id-map the layers, so that host ids on disk are ids inside; null: yes unless the spec has maps of its own.</summary>
    public bool? Idmapped { get; init; }

    /// <summary>
    /// Host directory that takes what the container writes, instead of a layer of its own; the directory <c>olwork</c> beside
    /// it is overlayfs's.
    /// </summary>
    public string? Upper { get; init; }

    /// <summary>True: the rootfs path is a file with a file system in it.</summary>
    public bool? Image { get; init; }

    /// <summary>True: with all that is mounted below the directory.</summary>
    public bool? Recursive { get; init; }

    /// <summary>Null is <see cref="RootEntry.Pivot"/>.</summary>
    public RootEntry? Enter { get; init; }
}
