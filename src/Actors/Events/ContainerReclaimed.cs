namespace Orchestrator.Actors.Events;

/// <summary>The kernel was asked to take back what memory it can of a frozen container.</summary>
/// <param name="Problem">What it refused; null: nothing.</param>
public sealed record ContainerReclaimed(int Attempt, long? BeforeBytes, long? AfterBytes, string? Problem) : IContainerEvent, IAttemptEvent;
