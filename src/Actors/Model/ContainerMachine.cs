using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Model;

/// <summary>Order and state in, events or a refusal out. No clock, no I/O: the same input gives the same output.</summary>
internal static class ContainerMachine
{
    public const string FleetScope = "fleet";

    public static Decision Decide(ContainerState state, Order order)
    {
        if (order.Attempt is { } attempt && attempt != state.Attempt)
            return Decision.Of(Verdict.Late);
        // Whoever waits for its end gets an answer, not only the first (case R19).
        if (state.Stuck is { } stuck && (order.Kind == OrderKind.Stop || (state.Removing && order is Order.Remove)))
            return Decision.Refuse(RefusalKind.Conflict, Refusals.Stuck(state.Name, stuck.Tasks));
        if (state.Removing && order.Kind is < OrderKind.Launched)
            return WhileRemoving(state, order);
        return TransitionTable.Look(order.Kind, state.Phase) switch
        {
            Verdict.Go => Go(state, order),
            Verdict.No => Refusals.Conflict(state, order),
            Verdict other => Decision.Of(other),
        };
    }

    private static Decision WhileRemoving(ContainerState state, Order order) =>
        order.Kind is OrderKind.Remove or OrderKind.RemoveForced
            ? Decision.Of(Verdict.Join)
            : Decision.Refuse(RefusalKind.Conflict, $"{state.Name} is being removed.");

    private static Decision Go(ContainerState state, Order order) => order switch
    {
        Order.Start => Decision.Record(new ContainerStartRequested(state.Attempt + 1, ByPolicy: false)),
        Order.Stop stop => Stop(state, stop.Timeout),
        Order.Restart restart => Restart(state, restart.Timeout),
        Order.Kill => Decision.Record(new ContainerKillRequested(state.Attempt, KillReason.Asked)),
        Order.Signal signal => Decision.Record(new ContainerSignalRequested(state.Attempt, signal.Number)),
        Order.Freeze freeze => FreezeRules.Freeze(state, freeze),
        Order.Thaw thaw => FreezeRules.Thaw(state, thaw),
        Order.Update update => Update(state, update),
        Order.Hotplug hotplug => state.Plugging is null
            ? Decision.Record(new ContainerHotplugRequested(state.Attempt, hotplug.What))
            : Decision.Refuse(RefusalKind.Busy, $"Something else is being put into {state.Name} or taken out. Try again."),
        Order.Exec exec => Decision.Record(new ContainerExecRequested(exec.ExecId, exec.Command, exec.User)),
        Order.Attach => Decision.Record(new ContainerConsoleOpened(state.Attempt)),
        Order.Files files => Decision.Record(new ContainerFilesRequested(files.Way, files.Path)),
        Order.Rename rename => Decision.Record(new ContainerRenamed(rename.Name)),
        Order.Remove remove => Remove(state, new ContainerRemoveRequested(remove.Force) { Volumes = remove.Volumes ? true : null }),
        Order.Snapshot or Order.Restore or Order.RemoveSnapshot or Order.Copy => StoreRules.Begin(state, order),
        Order.StoreDone done => StoreRules.Done(state, done),
        Order.StoreFailed failed => state.Storing is null ? Decision.Of(Verdict.Late) : Decision.Record(new ContainerStoreFailed(failed.Problem)),
        Order.Launched launched => Decision.Record(new ContainerStarted(state.Attempt, launched.Init, launched.At)),
        Order.LaunchFailed failed => AfterEnd.Of(state, new ContainerStartFailed(state.Attempt, failed.Failure)),
        Order.Ended ended => AfterEnd.Of(state, Exited(state, ended.Exit)),
        Order.FreezeDone done => Decision.Record(new ContainerFrozen(state.Attempt, done.Took)),
        Order.FreezeFailed failed => Decision.Record(
            new ContainerFreezeFailed(state.Attempt, failed.Problem, failed.Unfrozen)),
        Order.ThawDone done => Decision.Record(new ContainerThawed(state.Attempt, done.Took)),
        Order.ThawFailed failed => Decision.Record(new ContainerThawFailed(state.Attempt, failed.Problem)),
        Order.StopOverdue => Decision.Record(new ContainerKillRequested(state.Attempt, KillReason.StopOverdue)),
        Order.DeadlinePassed => Decision.Record(
            new ContainerTimedOut(state.Attempt, state.Spec.Timeout ?? TimeSpan.Zero)),
        Order.RestartDue => state.RestartAt is null
            ? Decision.Of(Verdict.Late)
            : Decision.Record(new ContainerStartRequested(state.Attempt + 1, ByPolicy: true)),
        Order.LeaseOver lease => FreezeRules.LeaseOver(state, lease.Due),
        Order.KillOverdue overdue => state is { Init: not null, Stuck: null }
            ? Decision.Record(new ContainerStuck(state.Attempt, overdue.Tasks))
            : Decision.Of(Verdict.Late),
        Order.HealthFound found => state.Spec.Health is null || state.Health?.Status == found.Status
            ? Decision.Of(Verdict.Late)
            : Decision.Record(new ContainerHealthChanged(state.Attempt, found.Status, found.Failures, found.ExitCode, found.Problem)),
        _ => throw new InvalidOperationException($"No rule for {order.Kind}."),
    };

    private static Decision Stop(ContainerState state, TimeSpan? timeout)
    {
        if (state.Phase == ContainerPhase.Stopped)
        {
            return state.RestartAt is null
                ? Decision.Of(Verdict.Done)
                : Decision.Record(new ContainerRestartCancelled());
        }
        return Decision.Record(new ContainerStopRequested(
            state.Attempt, state.Spec.StopSignal, timeout ?? state.Spec.StopTimeout, ThenStart: false));
    }

    private static Decision Restart(ContainerState state, TimeSpan? timeout) =>
        state.Phase == ContainerPhase.Stopped
            ? Decision.Record(new ContainerStartRequested(state.Attempt + 1, ByPolicy: false))
            : Decision.Record(new ContainerStopRequested(
                state.Attempt, state.Spec.RebootSignal ?? state.Spec.StopSignal, timeout ?? state.Spec.StopTimeout, ThenStart: true));

    private static Decision Update(ContainerState state, Order.Update update)
    {
        if (state.Updating is not null)
            return Decision.Refuse(RefusalKind.Busy, $"Another update of {state.Name} is under way. Try again.");
        return state.Phase == ContainerPhase.Stopped
            ? Decision.Record(new ContainerUpdated(state.Spec.Resources.With(update.Change)) { Before = state.Spec.Resources })
            : Decision.Record(new ContainerUpdateRequested(update.Change));
    }

    private static Decision Remove(ContainerState state, ContainerRemoveRequested asked) =>
        state.Phase is ContainerPhase.Stopped
            ? Decision.Record(asked)
            : Decision.Record(asked, new ContainerKillRequested(state.Attempt, KillReason.Removal));

    private static ContainerExited Exited(ContainerState state, InitExit exit) => new(
        exit.Attempt, exit.Status, exit.At, WithFrozenTime(state, exit), exit.OomKills, exit.OomLevel)
    {
        TimedOut = state.TimedOut,
        Ending = Ending(state, exit.Status),
        RunTime = state.StartedAt is { } started ? Positive(exit.At - started) : null,
        Pressure = exit.Pressure,
        Late = exit.Late,
        System = SystemEnds.Of(state.Spec, exit.Status),
    };

    /// <summary>A signal that was sent but is not the one that ended it did not end it.</summary>
    private static Ending? Ending(ContainerState state, ExitStatus status) =>
        state.Ending is { Cause: EndCause.Signal } ending && ending.Signal != status.Signal ? null : state.Ending;

    /// <summary>What the kernel counted, or what the events tell where it does not count.</summary>
    private static ResourceUsage WithFrozenTime(ContainerState state, InitExit exit) => exit.Usage.FrozenUsec is null
        ? exit.Usage with { FrozenUsec = (long)ContainerEvolution.FrozenUntil(state, exit.At).TotalMicroseconds }
        : exit.Usage;

    // The clock may have been set back meanwhile.
    private static TimeSpan Positive(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;
}
