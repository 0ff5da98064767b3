namespace Orchestrator.Actors.Events;

public sealed record FleetThawRequested(Guid Operation, string? Selector) : IFleetEvent;
