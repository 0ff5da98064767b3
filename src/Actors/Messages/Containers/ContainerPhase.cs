namespace Orchestrator.Actors.Messages.Containers;

/// <summary>LXC's state names (lxc/state.h); the last four are passing.</summary>
public enum ContainerPhase
{
    Stopped,
    Starting,
    Running,
    Frozen,

    /// <summary>The stop signal was sent; killed when the time limit is over.</summary>
    Stopping,
    Freezing,
    Thawed,

    /// <summary>SIGKILL was sent.</summary>
    Aborting,
}
