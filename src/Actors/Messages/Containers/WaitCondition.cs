namespace Orchestrator.Actors.Messages.Containers;

public enum WaitCondition
{
    /// <summary>It does not run and no restart is due.</summary>
    Stopped,

    /// <summary>The end of the current or next attempt.</summary>
    NextExit,

    Running,

    Removed,
}
