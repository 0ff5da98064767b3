namespace Orchestrator.Actors.Events;

/// <summary>Its present state is to be kept under this name.</summary>
public sealed record ContainerSnapshotRequested(string Snapshot, string? Comment) : IContainerEvent;
