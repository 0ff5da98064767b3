namespace Orchestrator.Actors.Events;

public enum KillReason
{
    /// <summary>Asked for.</summary>
    Asked,

    /// <summary>It did not end within the time that stop gives.</summary>
    StopOverdue,

    /// <summary>It is to be removed.</summary>
    Removal,
}
