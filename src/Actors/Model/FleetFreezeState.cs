using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

internal enum FleetFreezePhase
{
    Freezing,
    Frozen,
    Thawing,
}

/// <summary>The freeze of the whole node. While there is one, no init is started.</summary>
internal sealed record FleetFreezeState(Guid Operation, FleetFreezePhase Phase, FreezeView Freeze);
