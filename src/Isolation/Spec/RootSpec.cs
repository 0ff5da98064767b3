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
}
