using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Fleets;

/// <summary>The containers in a phase, by name; of the frozen ones those that froze with the fleet.</summary>
internal sealed record WhoIs(ContainerPhase Phase)
{
    internal sealed record Answer(IReadOnlyDictionary<Guid, string> Names);
}
