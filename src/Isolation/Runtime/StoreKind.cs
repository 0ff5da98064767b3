namespace Orchestrator.Isolation.Runtime;

/// <summary>What is done with what a container has written.</summary>
public enum StoreKind
{
    /// <summary>Keep its present state under a name.</summary>
    Snapshot,

    /// <summary>Put the state of a snapshot in the place of the present one.</summary>
    Restore,

    RemoveSnapshot,

    /// <summary>Give its present state, or that of a snapshot, to a new container.</summary>
    Copy,
}
