namespace Orchestrator.Actors.Events;

/// <summary>What was done to a container that ended it, or was to.</summary>
public enum EndCause
{
    /// <summary>A signal that somebody sent, and that it ended by.</summary>
    Signal,

    /// <summary>It was asked to stop, or to restart.</summary>
    Stop,

    /// <summary>It was asked to stop, did not within the time given, and was killed.</summary>
    StopOverdue,

    Kill,

    /// <summary>Its run time was over.</summary>
    TimeLimit,

    Removal,
}
