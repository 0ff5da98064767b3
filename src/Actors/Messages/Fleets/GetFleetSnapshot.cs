using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Messages.Fleets;

/// <summary>The states of all, as they are; they never change and need not be copied.</summary>
internal sealed record GetFleetSnapshot : IRequest<FleetSnapshot>;
