namespace Orchestrator.Actors.Events;

/// <param name="Lease">Thawed by the engine after this time; null: by somebody.</param>
/// <param name="Scope"><c>container</c>, or the selector of a partial fleet freeze.</param>
public sealed record ContainerFreezeRequested(int Attempt, string? Reason, TimeSpan? Lease, string Scope) : IContainerEvent, IAttemptEvent
{
    /// <summary>Whose freeze it is; null: the caller's.</summary>
    public string? Owner { get; init; }
}
