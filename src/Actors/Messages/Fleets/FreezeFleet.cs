namespace Orchestrator.Actors.Messages.Fleets;

/// <summary>Freezes all containers of the node by one write, or those that a selector fits.</summary>
/// <param name="Selector">Null: all; new starts then wait for the thaw.</param>
/// <param name="For">Lease: thaw by itself after this time.</param>
/// <param name="Owner">Whose freeze it is; null: the caller's. Each owner's freeze counts on its own.</param>
public sealed record FreezeFleet(
    Caller Caller, string Cause, LabelSelector? Selector = null, string? Reason = null, TimeSpan? For = null,
    bool DryRun = false, string? Owner = null) : ICommand, IRequest<FleetStatusView>;
