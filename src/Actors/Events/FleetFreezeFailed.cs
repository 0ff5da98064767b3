namespace Orchestrator.Actors.Events;

/// <summary>The node did not freeze in time and was thawed again.</summary>
public sealed record FleetFreezeFailed(Guid Operation, string Problem, IReadOnlyList<string> Unfrozen) : IFleetEvent;
