namespace Orchestrator.Actors.Events;

/// <summary>A volume went with all it held: by somebody, or with its container, whose removal is recorded in the same write.</summary>
public sealed record VolumeRemoved(string Name) : IStoreEvent;
