namespace Orchestrator.Isolation.Spec;

/// <summary>How /dev looks.</summary>
public enum DevView
{
    /// <summary>A tmpfs with the standard nodes, pts, shm and mqueue.</summary>
    Own,

    /// <summary>The standard nodes are bound into what is there; pts is mounted.</summary>
    Existing,

    /// <summary>The standard nodes are bound into what is there; the rest comes from the mounts.</summary>
    NodesOnly,
}
