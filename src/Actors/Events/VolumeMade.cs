namespace Orchestrator.Actors.Events;

/// <summary>A volume was made: by somebody, or for a container that was created with it, which is recorded in the same write.</summary>
public sealed record VolumeMade(string Name) : IStoreEvent
{
    /// <summary>Null: none.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}
