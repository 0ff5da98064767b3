namespace Orchestrator.Actors.Events;

public sealed record FleetThawFailed(Guid Operation, string Problem) : IFleetEvent;
