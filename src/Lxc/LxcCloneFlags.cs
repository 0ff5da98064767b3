namespace Orchestrator.Lxc;

/// <summary>What a copy keeps or shares (LXC_CLONE_*).</summary>
[Flags]
public enum LxcCloneFlags
{
    /// <summary>A full copy with its own name and addresses.</summary>
    None = 0,

    /// <summary>The host name stays.</summary>
    KeepName = 1,

    /// <summary>The hardware addresses stay.</summary>
    KeepMacAddress = 2,

    /// <summary>The files of the original are shared.</summary>
    Snapshot = 4,

    /// <summary>The kind of storage stays.</summary>
    KeepBdevType = 8,

    /// <summary>Shared where that is possible, else copied.</summary>
    MaybeSnapshot = 16,

    /// <summary>The original may run.</summary>
    AllowRunning = 64,
}
