using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Fleets;

/// <summary>What a start of the daemon records about each container once it has been surveyed.</summary>
/// <param name="Events">In the order of creation, with what makes the journal true again; most have none.</param>
/// <param name="Ended">Those whose end is recorded.</param>
/// <param name="Relaunched">How many attempts were recorded but never begun, and are begun now.</param>
internal sealed record RestoreDecision(
    IReadOnlyList<(ContainerState State, IReadOnlyList<IContainerEvent> What)> Events, int Adopted,
    IReadOnlySet<Guid> Ended, int Relaunched)
{
    /// <param name="rebooted">The host was restarted since the last daemon began.</param>
    public static RestoreDecision Of(
        IEnumerable<ContainerState> containers, IReadOnlyList<SurveyResult> found, bool rebooted, DateTimeOffset now)
    {
        Dictionary<Guid, SurveyResult> results = [];
        foreach (SurveyResult result in found)
            results[result.Id] = result;
        List<(ContainerState, IReadOnlyList<IContainerEvent>)> all = [];
        HashSet<Guid> ended = [];
        int adopted = 0, relaunched = 0;
        foreach (ContainerState state in containers.OrderBy(state => state.CreatedSeq))
        {
            IReadOnlyList<IContainerEvent> events = Reconcile.Decide(state, results.GetValueOrDefault(state.Id), rebooted, now);
            if (events.Any(what => what is ContainerExited or ContainerStartFailed))
                ended.Add(state.Id);
            else if (events.Count > 0)
                adopted++;
            else if (state.Phase == ContainerPhase.Starting)
                relaunched++;
            if (events.Count > 0)
                all.Add((state, events));
        }
        return new RestoreDecision(all, adopted, ended, relaunched);
    }
}
