namespace Orchestrator.Actors.Events;

public sealed record FleetThawRequested(Guid Operation, string? Selector) : IFleetEvent
{
    /// <summary>Whose freeze ends; null: the caller's.</summary>
    public string? Owner { get; init; }

    /// <summary>The freezes of all owners end.</summary>
    public bool? Force { get; init; }

    /// <summary>Whom the selector fitted, decided once; null for the whole fleet.</summary>
    public IReadOnlyDictionary<string, Guid>? Members { get; init; }
}
