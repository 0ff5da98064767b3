namespace Orchestrator.Actors.Events;

/// <summary>Somebody removed a volume with all it held. One that goes with its container is told by the container's removal.</summary>
public sealed record VolumeRemoved(string Name) : IStoreEvent;
