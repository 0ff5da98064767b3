namespace Orchestrator.Actors.Events;

/// <summary>Not every task followed in time; the others were thawed again.</summary>
public sealed record ContainerFreezeFailed(int Attempt, string Problem, IReadOnlyList<string> Unfrozen) : IContainerEvent, IAttemptEvent;
