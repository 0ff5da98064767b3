using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Fleets;

/// <summary>Names of the containers in a phase; of the frozen ones those that froze with the fleet.</summary>
internal sealed record WhoIs(ContainerPhase Phase)
{
    internal sealed record Answer(IReadOnlyList<string> Names);
}
