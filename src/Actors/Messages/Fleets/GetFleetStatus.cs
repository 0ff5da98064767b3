namespace Orchestrator.Actors.Messages.Fleets;

public sealed record GetFleetStatus(LabelSelector? Selector = null) : IRequest<FleetStatusView>;
