using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Events;

/// <summary>The end of an attempt and its usage record.</summary>
/// <param name="At">When the init ended, which may be long before this was recorded.</param>
public sealed record ContainerExited(
    int Attempt, ExitStatus Status, DateTimeOffset At, ResourceUsage Usage, long OomKills, string? OomLevel)
    : IContainerEvent, IAttemptEvent;
