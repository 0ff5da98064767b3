namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Keeps its present state; one that runs is frozen for as long as it takes.</summary>
/// <param name="Snapshot">Null: <c>snap0</c>, <c>snap1</c> …</param>
/// <param name="Live">Do not freeze it: files that are written meanwhile are kept as they happen to be.</param>
public sealed record SnapshotContainer(
    Caller Caller, string Cause, string Container, string? Snapshot = null, string? Comment = null, bool Live = false)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
