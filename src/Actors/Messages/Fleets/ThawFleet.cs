namespace Orchestrator.Actors.Messages.Fleets;

public sealed record ThawFleet(Caller Caller, string Cause, LabelSelector? Selector = null, bool DryRun = false)
    : ICommand, IRequest<FleetStatusView>;
