using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Past;

/// <summary>Plans the start of a daemon that does not run, from its journal.</summary>
public static class OfflinePlanner
{
    /// <exception cref="InvalidDataException">The journal cannot be folded; the message says which record and why.</exception>
    public static async Task<RestorePlan> PlanAsync(
        IJournalReader journal, ILooksAtContainers look, TimeProvider time, CancellationToken cancel)
    {
        FleetSnapshot fleet = (await FleetRestore.RunAsync(journal, null, oneThread: false, cancel).ConfigureAwait(false)).Model.ToSnapshot();
        IReadOnlyList<SurveyResult> found =
            await look.LookAsync([.. fleet.Containers.Select(FleetActor.Known)], cancel).ConfigureAwait(false);
        return RestorePlanner.Of(fleet, found, time.GetUtcNow());
    }
}
