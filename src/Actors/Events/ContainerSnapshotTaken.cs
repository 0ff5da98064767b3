namespace Orchestrator.Actors.Events;

/// <param name="Bytes">Size of the files that had to be copied.</param>
/// <param name="How"><c>shared</c>, <c>copied</c> or <c>reflink</c>.</param>
public sealed record ContainerSnapshotTaken(string Snapshot, long Bytes, string? How) : IContainerEvent;
