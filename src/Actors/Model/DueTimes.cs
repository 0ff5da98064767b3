using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Model;

/// <summary>The times that a state sets: each is when that report is due, null if it is not.</summary>
internal static class DueTimes
{
    /// <summary>A task that SIGKILL reaches is gone long before; the rest waits for a disk or the like.</summary>
    public static TimeSpan KillGrace { get; } = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<OrderKind> Kinds { get; } =
        [OrderKind.StopOverdue, OrderKind.DeadlinePassed, OrderKind.RestartDue, OrderKind.LeaseOver, OrderKind.KillOverdue];

    public static DateTimeOffset? Of(ContainerState state, OrderKind kind) => kind switch
    {
        OrderKind.StopOverdue => state.Phase == ContainerPhase.Stopping ? state.StopDueAt : null,
        OrderKind.DeadlinePassed => state.Phase is ContainerPhase.Running or ContainerPhase.Frozen or ContainerPhase.Freezing
            or ContainerPhase.Thawed
            ? TimeLimit(state)
            : null,
        OrderKind.RestartDue => state.Phase == ContainerPhase.Stopped ? state.RestartAt : null,
        OrderKind.LeaseOver =>
            state.Phase == ContainerPhase.Frozen ? First(state)?.Until : null,
        OrderKind.KillOverdue => state is { Phase: ContainerPhase.Aborting, Init: not null, Stuck: null } ? state.KilledAt + KillGrace : null,
        _ => null,
    };

    /// <summary>Case Z08: where frozen time does not count, the clock stands still with the container.</summary>
    private static DateTimeOffset? TimeLimit(ContainerState state)
    {
        if (state.Spec.TimeoutCountsFrozen != false)
            return state.StartedAt + state.Spec.Timeout;
        return state.Phase == ContainerPhase.Frozen ? null : state.StartedAt + state.Spec.Timeout + state.FrozenTime;
    }

    /// <summary>
    /// No alarm needs longer than the span that was asked for. After a restart of the daemon the wall clock alone would
    /// decide, and a day that it was set back meanwhile would be a day that a stop waits for its kill.
    /// </summary>
    public static TimeSpan? Longest(ContainerState state, OrderKind kind) => kind switch
    {
        OrderKind.StopOverdue => state.StopDueAt - state.Ending?.AskedAt,
        OrderKind.DeadlinePassed => state.Spec.Timeout,
        OrderKind.RestartDue => AfterEnd.LongestDelay,
        OrderKind.LeaseOver => First(state) is { } hold ? hold.Until - hold.Since : null,
        OrderKind.KillOverdue => KillGrace,
        _ => null,
    };

    /// <summary>The lease that ends first.</summary>
    private static FreezeView? First(ContainerState state) => state.Holds.Where(hold => hold.Until is not null).MinBy(hold => hold.Until);
}
