namespace Orchestrator.Actors.Model;

/// <summary>Rows of <see cref="TransitionTable"/>: what users order, then what the kernel and the clock report.</summary>
internal enum OrderKind
{
    Start,
    Stop,
    Restart,
    Kill,
    Signal,
    Freeze,
    Thaw,
    Update,
    Exec,
    Attach,
    Rename,
    Remove,
    RemoveForced,
    Snapshot,
    Restore,
    RemoveSnapshot,
    Copy,
    CopySnapshot,

    Launched,
    LaunchFailed,
    Ended,
    FreezeDone,
    FreezeFailed,
    ThawDone,
    ThawFailed,
    StopOverdue,
    DeadlinePassed,
    RestartDue,
    LeaseOver,
    KillOverdue,
    StoreDone,
    StoreFailed,
}
