namespace Orchestrator.Actors.Events;

/// <summary>Somebody made a volume. One that comes with a container is told by the container's creation.</summary>
public sealed record VolumeMade(string Name) : IStoreEvent;
