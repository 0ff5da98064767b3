namespace Orchestrator.Actors.Events;

public sealed record ContainerSnapshotRemoved(string Snapshot) : IContainerEvent;
