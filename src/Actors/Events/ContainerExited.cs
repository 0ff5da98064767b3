using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

/// <summary>The end of an attempt and its usage record. Version 1 has only what the constructor takes.</summary>
/// <param name="At">When the init ended, which may be long before this was recorded.</param>
public sealed record ContainerExited(
    int Attempt, ExitStatus Status, DateTimeOffset At, ResourceUsage Usage, long OomKills, string? OomLevel)
    : IContainerEvent, IAttemptEvent
{
    /// <summary>Its run time was over and it was killed for it. Null in version 1, where an event before it tells.</summary>
    public bool? TimedOut { get; init; }

    /// <summary>Null when it ended by itself.</summary>
    public Ending? Ending { get; init; }

    /// <summary>From its start to its end by the clock of the machine; null when either is not known.</summary>
    public TimeSpan? RunTime { get; init; }

    public PressureTotals? Pressure { get; init; }

    /// <summary>Set when the init ended itself by reboot(2).</summary>
    public SystemEnd? System { get; init; }

    /// <summary>True when <see cref="At"/> is only the latest time at which it may have ended.</summary>
    public bool? Late { get; init; }
}
