using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>What freezes and their owners make of a container's state.</summary>
internal static class FreezeEvolution
{
    /// <summary>Not frozen yet, or by the fleet only, whose thaw it is to outlast.</summary>
    public static bool MayFreeze(ContainerState state) =>
        state.Phase is ContainerPhase.Starting or ContainerPhase.Running
        || (state.Phase == ContainerPhase.Frozen && state.Holds.Count == 0);

    public static ContainerState Requested(ContainerState state, JournalRecord record, ContainerFreezeRequested e)
    {
        FreezeView hold = new(record.Caller, e.Reason, record.Time, record.Time + e.Lease, e.Scope) { Owner = e.Owner };
        return state with
        {
            Phase = state.Phase == ContainerPhase.Starting ? ContainerPhase.Starting : ContainerPhase.Freezing,
            Freeze = hold,
            Holds = [hold],
        };
    }

    public static ContainerState Held(ContainerState state, JournalRecord record, ContainerFreezeHeld e)
    {
        if (state.Holds.Count == 0)
            return state;
        FreezeView hold = new(record.Caller, e.Reason, record.Time, record.Time + e.Lease, e.Scope) { Owner = e.Owner };
        int at = state.Holds.FindIndex(other => other.Holder == hold.Holder);
        return Of(state, at < 0 ? state.Holds.Add(hold) : state.Holds.SetItem(at, hold with { Since = state.Holds[at].Since }));
    }

    public static ContainerState Released(ContainerState state, string owner) =>
        state.Holds.Count == 0 ? state : Of(state, state.Holds.RemoveAll(hold => hold.Holder == owner));

    private static ContainerState Of(ContainerState state, System.Collections.Immutable.ImmutableList<FreezeView> holds) =>
        state with { Holds = holds, Freeze = holds.Count > 0 ? holds[0] : null };
}
