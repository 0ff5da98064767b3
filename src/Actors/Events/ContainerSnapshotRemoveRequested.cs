namespace Orchestrator.Actors.Events;

public sealed record ContainerSnapshotRemoveRequested(string Snapshot) : IContainerEvent;
