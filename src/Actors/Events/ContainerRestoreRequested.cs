namespace Orchestrator.Actors.Events;

/// <summary>The state of a snapshot is to take the place of the present one.</summary>
public sealed record ContainerRestoreRequested(string Snapshot) : IContainerEvent;
