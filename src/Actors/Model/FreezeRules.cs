using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>
/// Freezes count by owner: the first one freezes, the last one to thaw lets it go on. What is starting is frozen as soon
/// as it runs, since a child that is frozen in the middle of its launch would stand still there.
/// </summary>
internal static class FreezeRules
{
    public static Decision Freeze(ContainerState state, Order.Freeze order)
    {
        FreezeView? mine = Find(state, order.Holder);
        if (state.Holds.Count == 0)
            return Decision.Record(new ContainerFreezeRequested(state.Attempt, order.Reason, order.Lease, order.Scope) { Owner = order.Owner });
        // Asked again for what it is already: only another end or reason is worth a record.
        if (mine is not null && order.Lease is null && mine.Until is null && (order.Reason ?? mine.Reason) == mine.Reason)
            return Decision.Of(state.Phase == ContainerPhase.Frozen ? Verdict.Done : Verdict.Join);
        return Decision.Record(new ContainerFreezeHeld(state.Attempt, order.Owner, order.Reason ?? mine?.Reason, order.Lease, order.Scope));
    }

    public static Decision Thaw(ContainerState state, Order.Thaw order)
    {
        if (state.Holds.Count == 0)
        {
            return state.Freeze is { Scope: ContainerMachine.FleetScope } fleet
                ? Decision.Refuse(
                    RefusalKind.Conflict,
                    $"{state.Name} is frozen with the whole fleet (by {fleet.By.User}). Thaw the fleet: orch fleet thaw --all.")
                : Refusals.Conflict(state, order);
        }
        if (Find(state, order.Holder) is null && !order.Force)
        {
            return Decision.Refuse(
                RefusalKind.Conflict,
                $"{state.Name} is not frozen by {order.Holder} but by {Owners(state.Holds)}. "
                + "Let them thaw it, or end their freezes too: orch thaw --force.");
        }
        return End(state, order.Force ? state.Holds : state.Holds.FindAll(hold => hold.Holder == order.Holder));
    }

    public static Decision LeaseOver(ContainerState state, DateTimeOffset due)
    {
        IReadOnlyList<FreezeView> over = state.Holds.FindAll(hold => hold.Until <= due);
        return over.Count == 0 ? Decision.Of(Verdict.Late) : End(state, over);
    }

    public static string Owners(IEnumerable<FreezeView> holds) =>
        string.Join(" and ", holds.Select(hold => hold.Reason is { } reason ? $"{hold.Holder} ({reason})" : hold.Holder));

    /// <summary>Before the kernel has frozen it there is nothing to thaw: the freeze is called off if it has not begun.</summary>
    private static Decision End(ContainerState state, IReadOnlyList<FreezeView> ended)
    {
        if (ended.Count == state.Holds.Count)
        {
            if (state.Phase == ContainerPhase.Frozen)
                return Decision.Record(new ContainerThawRequested(state.Attempt));
            if (state.Phase == ContainerPhase.Freezing)
                return Decision.Refuse(RefusalKind.Conflict, $"{state.Name} is being frozen just now. Thaw it once it is FROZEN.");
        }
        return Decision.Record([.. ended.Select(hold => new ContainerFreezeReleased(state.Attempt, hold.Holder))]);
    }

    private static FreezeView? Find(ContainerState state, string holder) => state.Holds.Find(hold => hold.Holder == holder);
}
