using System.Collections.Immutable;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Model;

/// <summary>State and event in, state out; null once removed. Total: an event never throws, whatever the state.</summary>
internal static class ContainerEvolution
{
    public static ContainerState? Evolve(ContainerState? state, JournalRecord record)
    {
        if (record.Event is ContainerCreated created)
            return Create(record, created);
        return state is null || record.Event is ContainerRemoved ? null : Timed(state, Next(state, record), record.Time);
    }

    /// <summary>How the end of an attempt leaves a container; needs no record around it.</summary>
    public static ContainerState AfterEnd(ContainerState state, IContainerEvent end) => end switch
    {
        ContainerExited exited => Exited(state, exited),
        ContainerStartFailed failed => StartFailed(state, failed, state.FinishedAt),
        _ => state,
    };

    /// <summary>The node's parent cgroup froze, and this container with it.</summary>
    public static ContainerState FrozenWithFleet(ContainerState state, FreezeView freeze, DateTimeOffset at) =>
        state.Phase == ContainerPhase.Running
            ? Timed(state, state with { Phase = ContainerPhase.Frozen, Freeze = freeze }, at)
            : state;

    /// <summary>Another owner's freeze of the fleet is the oldest one now.</summary>
    public static ContainerState FrozenByFleet(ContainerState state, FreezeView freeze) =>
        state is { Phase: ContainerPhase.Frozen, Freeze.Scope: ContainerMachine.FleetScope } ? state with { Freeze = freeze } : state;

    public static ContainerState ThawedWithFleet(ContainerState state, DateTimeOffset at) =>
        state is { Phase: ContainerPhase.Frozen, Freeze.Scope: ContainerMachine.FleetScope }
            ? Timed(state, state with { Phase = ContainerPhase.Running, Freeze = null }, at)
            : state;

    /// <summary>Adds up the time in the state FROZEN, for kernels without frozen_usec in cgroup.stat.local.</summary>
    private static ContainerState Timed(ContainerState before, ContainerState after, DateTimeOffset at)
    {
        bool was = before.Phase == ContainerPhase.Frozen, now = after.Phase == ContainerPhase.Frozen;
        if (was == now || after.Attempt != before.Attempt)
            return after;
        return now
            ? after with { FrozenSince = at }
            : after with { FrozenSince = null, FrozenTime = FrozenUntil(before, at) };
    }

    public static TimeSpan FrozenUntil(ContainerState state, DateTimeOffset at) =>
        state.FrozenSince is { } since && at > since ? state.FrozenTime + (at - since) : state.FrozenTime;

    private static ContainerState Create(JournalRecord record, ContainerCreated created) => new()
    {
        Id = record.ContainerId ?? Guid.Empty,
        Name = created.Name,
        Spec = created.Spec,
        Prepared = created.Prepared,
        Owner = record.Caller,
        CreatedAt = record.Time,
        CreatedSeq = record.Seq,
        AutoRemove = created.AutoRemove,
        Job = created.Job,
        Origin = created.Origin,
    };

    private static ContainerState Next(ContainerState state, JournalRecord record) => record.Event switch
    {
        ContainerStartRequested e => StartRequested(state, e),
        ContainerStarted e => Started(state, record, e),
        ContainerAdopted e when e.Attempt == state.Attempt => state with { Init = e.Init },
        ContainerStartFailed e when e.Attempt == state.Attempt && state.Lives => StartFailed(state, e, record.Time),
        ContainerExited e when e.Attempt == state.Attempt && state.Lives => Exited(state, e),
        ContainerStopRequested e when e.Attempt == state.Attempt && state.Lives => state with
        {
            Phase = ContainerPhase.Stopping,
            StopDueAt = record.Time + e.Timeout,
            StartAfterStop = e.ThenStart,
            Dismissed = !e.ThenStart,
            Freeze = null, Holds = [],
            Ending = new Ending(EndCause.Stop, record.Caller, record.Cause, record.Time, e.Signal),
        },
        ContainerSignalRequested e when e.Attempt == state.Attempt && state is { Phase: ContainerPhase.Running, TimedOut: false } =>
            state with { Ending = new Ending(EndCause.Signal, record.Caller, record.Cause, record.Time, e.Signal) },
        ContainerKillRequested e when e.Attempt == state.Attempt && state.Lives => state with
        {
            Phase = ContainerPhase.Aborting,
            StopDueAt = null,
            StartAfterStop = e.Reason == KillReason.StopOverdue && state.StartAfterStop,
            Dismissed = state.Dismissed || e.Reason != KillReason.StopOverdue,
            Freeze = null, Holds = [],
            KilledAt = record.Time,
            Stuck = null,
            Ending = Killed(state, record, e),
        },
        ContainerTimedOut e when e.Attempt == state.Attempt && state.Lives => state with
        {
            Phase = ContainerPhase.Aborting,
            TimedOut = true,
            Freeze = null, Holds = [],
            KilledAt = record.Time,
            Ending = new Ending(EndCause.TimeLimit, record.Caller, record.Cause, record.Time, 9),
        },
        ContainerStuck e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Aborting =>
            state with { Stuck = new StuckView(record.Time, e.Tasks) },
        ContainerRestartScheduled e => state with { RestartAt = record.Time + e.Delay },
        ContainerRestartCancelled => state with { RestartAt = null, Dismissed = true, Rebooting = false },
        ContainerRebooted => state with { Reboots = state.Reboots + 1, Rebooting = true },
        ContainerFreezeRequested e when e.Attempt == state.Attempt && FreezeEvolution.MayFreeze(state) => FreezeEvolution.Requested(state, record, e),
        ContainerFreezeHeld e when e.Attempt == state.Attempt => FreezeEvolution.Held(state, record, e),
        ContainerFreezeReleased e when e.Attempt == state.Attempt => FreezeEvolution.Released(state, e.Owner),
        ContainerFrozen e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Freezing =>
            state with { Phase = ContainerPhase.Frozen },
        ContainerFreezeFailed e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Freezing =>
            state with { Phase = ContainerPhase.Running, Freeze = null, Holds = [] },
        ContainerThawRequested e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Frozen =>
            state with { Phase = ContainerPhase.Thawed },
        ContainerThawed e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Thawed =>
            state with { Phase = ContainerPhase.Running, Freeze = null, Holds = [] },
        ContainerThawFailed e when e.Attempt == state.Attempt && state.Phase == ContainerPhase.Thawed =>
            state with { Phase = ContainerPhase.Frozen },
        ContainerUpdateRequested e => state with { Updating = e.Change },
        ContainerHealthChanged e when e.Attempt == state.Attempt && state.Lives =>
            state with { Health = new HealthView(e.Status, record.Time, e.Failures, e.ExitCode, e.Problem) },
        ContainerPressed { Action: PressureAction.Lower } e when e.Attempt == state.Attempt && state.Lives => state with { Lowered = true },
        ContainerPressed { Action: PressureAction.Restore } e when e.Attempt == state.Attempt => state with { Lowered = false },
        ContainerUpdated e => state with
        {
            Updating = null,
            // What somebody asks for holds, whatever was taken before.
            Lowered = state.Lowered && state.Updating is not ({ CpuWeight: not null } or { CpuShares: not null }),
            Spec = SpecPool.Shared(state.Spec with { Resources = e.Resources }),
        },
        ContainerUpdateFailed => state with { Updating = null },
        ContainerHotplugRequested e when e.Attempt == state.Attempt && state.Lives => state with { Plugging = e.What },
        ContainerHotplugged e when e.Attempt == state.Attempt && state.Lives => state with
        {
            Plugging = null,
            Plugged = Plugged(state, e.What),
            PluggedRules = e.Rule is { } rule ? (state.PluggedRules ?? []).RemoveAll(old => old with { Allow = rule.Allow } == rule).Add(rule) : state.PluggedRules,
        },
        ContainerHotplugFailed e when e.Attempt == state.Attempt => state with { Plugging = null },
        ContainerExecRequested e => state with { Execs = state.Execs.SetItem(e.ExecId, new ExecState(0, record.Time)) },
        ContainerExecStarted e => state with { Execs = state.Execs.SetItem(e.ExecId, new ExecState(e.Pid, record.Time)) },
        ContainerExecFailed e => state with { Execs = state.Execs.Remove(e.ExecId) },
        ContainerExecExited e => state with { Execs = state.Execs.Remove(e.ExecId) },
        ContainerRenamed e => state with { Name = e.Name },
        ContainerPortsChanged e => state with { Prepared = state.Prepared with { Ports = e.Ports.Count == 0 ? null : e.Ports } },
        ContainerRemoveRequested e => state with { Removing = true, RemovingVolumes = e.Volumes == true, RestartAt = null, Dismissed = true },
        _ => StoreRules.Evolve(state, record) ?? state,
    };

    /// <summary>Who asked for the stop that is overdue is who ended it; a kill by hand or for a removal has its own.</summary>
    private static Ending Killed(ContainerState state, JournalRecord record, ContainerKillRequested e) => e.Reason switch
    {
        KillReason.StopOverdue when state.Ending is { } stop => stop with { Cause = EndCause.StopOverdue, Signal = 9 },
        KillReason.Removal => new Ending(EndCause.Removal, record.Caller, record.Cause, record.Time, 9),
        _ => new Ending(EndCause.Kill, record.Caller, record.Cause, record.Time, 9),
    };

    private static ContainerState StartRequested(ContainerState state, ContainerStartRequested e) => state with
    {
        Phase = ContainerPhase.Starting,
        Attempt = e.Attempt,
        Init = null,
        StartedAt = null,
        FinishedAt = null,
        Exit = null,
        Usage = ResourceUsage.None,
        Freeze = null, Holds = [],
        Lowered = false, Health = null,
        KilledAt = null,
        Stuck = null,
        StopDueAt = null,
        StartAfterStop = false,
        Dismissed = false,
        TimedOut = false,
        Ending = null,
        FrozenTime = TimeSpan.Zero,
        FrozenSince = null,
        RestartAt = null,
        Restarts = !e.ByPolicy ? 0 : state.Rebooting ? state.Restarts : state.Restarts + 1,
        Rebooting = false,
        ShortRuns = e.ByPolicy ? state.ShortRuns : 0,
        Execs = ImmutableDictionary<Guid, ExecState>.Empty,
    };

    private static ContainerState Started(ContainerState state, JournalRecord record, ContainerStarted e)
    {
        if (e.Attempt != state.Attempt || !state.Lives)
            return state;
        return state with
        {
            Init = e.Init,
            StartedAt = e.At ?? record.Time,
            Health = state.Spec.Health is null ? null : new HealthView(HealthStatus.Starting, record.Time, 0, null, null),
            Phase = state.Phase != ContainerPhase.Starting ? state.Phase
                : state.Holds.Count > 0 ? ContainerPhase.Freezing : ContainerPhase.Running,
        };
    }

    private static ContainerState StartFailed(ContainerState state, ContainerStartFailed e, DateTimeOffset? at) => state with
    {
        Phase = ContainerPhase.Stopped,
        Init = null,
        FinishedAt = at,
        Exit = new ExitView(
            e.Failure.ExitCode, null, false, null, false, false, $"{e.Failure.Step}: {e.Failure.Message}")
        {
            Attempt = e.Attempt,
        },
        Freeze = null, Holds = [],
        Lowered = false, Health = null,
        KilledAt = null,
        Stuck = null,
        StopDueAt = null,
        StartAfterStop = false,
        ShortRuns = state.ShortRuns + 1,
    };

    private static ContainerState Exited(ContainerState state, ContainerExited e)
    {
        bool brief = state.StartedAt is not { } started || e.At - started < Model.AfterEnd.ShortRun;
        return state with
        {
            Phase = ContainerPhase.Stopped,
            Init = null,
            FinishedAt = e.At,
            Exit = new ExitView(
                e.Status.Code, e.Status.Signal, e.OomKills > 0, e.OomLevel, e.TimedOut ?? state.TimedOut, e.Status.Unknown,
                e.Status.Reason)
            {
                Attempt = e.Attempt,
                CoreDumped = e.Status.CoreDumped,
                OomKills = e.OomKills,
                Ending = e.Ending,
                RunTime = e.RunTime,
                Pressure = e.Pressure,
                System = e.System,
            },
            Usage = e.Usage,
            Freeze = null, Holds = [],
            Lowered = false, Health = null,
            KilledAt = null,
            Stuck = null,
            StopDueAt = null,
            StartAfterStop = false,
            ShortRuns = brief ? state.ShortRuns + 1 : 0,
            Updating = null,
            Plugging = null, Plugged = null, PluggedRules = null,
            Execs = ImmutableDictionary<Guid, ExecState>.Empty,
        };
    }

    /// <summary>What takes something away leaves no trace but that it is gone.</summary>
    private static ImmutableList<HotplugSpec>? Plugged(ContainerState state, HotplugSpec what)
    {
        ImmutableList<HotplugSpec> before = state.Plugged ?? [];
        ImmutableList<HotplugSpec> after = what.Kind is HotplugKind.AddDevice or HotplugKind.AttachInterface or HotplugKind.Mount
            ? before.Add(what)
            : before.RemoveAll(what.Undoes);
        return after.IsEmpty ? null : after;
    }
}
