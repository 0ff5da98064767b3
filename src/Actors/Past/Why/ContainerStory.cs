using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <summary>All that bears on one container up to a moment.</summary>
/// <param name="Steps">Its own records and those of the fleet that changed it, in order; never empty.</param>
/// <param name="Fleet">The freeze of the whole fleet at that moment.</param>
/// <param name="Batch">The batch that it is a member of, at that moment.</param>
/// <param name="Seq">The last record of the journal that counts.</param>
internal sealed record ContainerStory(IReadOnlyList<Step> Steps, FleetFreezeState? Fleet, BatchState? Batch, long Seq);
