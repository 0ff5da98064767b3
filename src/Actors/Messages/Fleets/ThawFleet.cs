namespace Orchestrator.Actors.Messages.Fleets;

/// <summary>Ends the freeze of one owner; what no other one holds goes on.</summary>
/// <param name="Owner">Whose freeze ends; null: the caller's.</param>
/// <param name="Force">End those of all owners.</param>
public sealed record ThawFleet(
    Caller Caller, string Cause, LabelSelector? Selector = null, bool DryRun = false, string? Owner = null, bool Force = false)
    : ICommand, IRequest<FleetStatusView>;
