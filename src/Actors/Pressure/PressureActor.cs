using Akka.Actor;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Pressure;

/// <summary>
/// Carries out what <see cref="PressurePolicy"/> decides, one decision at a time: recorded with its reasons, then done.
/// What it froze is told by the owner of the freeze, so that a restart forgets nobody.
/// </summary>
internal sealed class PressureActor : ReceiveActor
{
    public const string Owner = "pressure";

    /// <summary>The smallest cpu.weight that there is.</summary>
    private const int Least = 1;
    private const string Cause = "pressure on the node";
    private static readonly TimeSpan Shortage = TimeSpan.FromSeconds(10);

    private readonly IActorRef _fleet;
    private readonly IActorRef _journal;
    private readonly RuntimeCalls _calls;
    private readonly UsageBoard _board;
    private readonly Clock _clock;
    private readonly PressureOptions _options;
    private readonly PressurePolicy _policy;
    private readonly long _born;
    private PressureTotals? _last;
    private double _memory;
    private TimeSpan? _shortAt;
    private double _cpu;
    private bool _anyTaken = true;
    private PressureStep? _step;
    private IDisposable? _patience;
    private long _asked;
    private long _tag;

    public PressureActor(
        IActorRef fleet, IActorRef journal, RuntimeCalls calls, UsageBoard board, Clock clock, PressureOptions options)
    {
        _fleet = fleet;
        _journal = journal;
        _calls = calls;
        _board = board;
        _clock = clock;
        _options = options;
        _policy = new PressurePolicy(options);
        _born = clock.Provider.GetTimestamp();
        Watching();
    }

    protected override void PostStop() => _patience?.Dispose();

    private TimeSpan Now => _clock.Provider.GetElapsedTime(_born);

    /// <summary>Nothing is under way. While there is no pressure and nobody to give back to, the fleet is left in peace.</summary>
    private void Watching()
    {
        Receive<NodeUsage>(usage =>
        {
            PressureTotals? now = usage.Reading.Pressure, before = _last;
            _last = now;
            if (now is not null && before is null)
                return;
            // A kernel that tells of no pressure has none to hold anybody for, whatever the one before it told.
            _memory = Percent(before?.MemoryFullUsec, now?.MemoryFullUsec, usage.Took);
            // Who stalls at its own limit is not helped by what is taken from others.
            if (_memory >= _options.Low && !IsMemoryShort())
                _memory = 0;
            _cpu = Percent(before?.CpuFullUsec, now?.CpuFullUsec, usage.Took);
            if (_memory < _options.Low && _cpu < _options.LowCpu && !_anyTaken)
                _policy.Note(Now, _memory, _cpu);
            else
                _fleet.Tell(new GetFleetSnapshot());
        });
        Receive<FleetSnapshot>(Decide);
        Aside();
    }

    /// <summary>What is used goes up and down by what one frees and takes anew: who was at the limit a moment ago is short still.</summary>
    private bool IsMemoryShort()
    {
        if (_calls.Runtime.IsMemoryShort())
            _shortAt = Now;
        return Now - _shortAt < Shortage;
    }

    private void Decide(FleetSnapshot fleet)
    {
        _anyTaken = fleet.Containers.Any(state => state.Lowered || IsHeldByPressure(state));
        // Whoever froze the whole fleet has taken the matter into their own hands.
        if (fleet.Freeze is not null)
            return;
        // A freeze or thaw that took longer than was waited for: how it ends decides what there is to decide.
        if (fleet.Containers.Any(state => state.Phase is ContainerPhase.Freezing or ContainerPhase.Thawed && IsHeldByPressure(state)))
            return;
        DateTimeOffset now = _clock.Now;
        HashSet<Guid> living = [.. fleet.Containers.Where(state => state.Lives).Select(state => state.Id)];
        PressureMember[] members = [.. fleet.Containers.Where(state => state.Phase == ContainerPhase.Running || IsOurs(state)).Select(state => Member(state, now))];
        if (_policy.Decide(Now, _memory, _cpu, members, living) is not { } step)
            return;
        // What is given back is recorded once the kernel has it: if this daemon dies in between, the next one does it again.
        if (step.Action == PressureAction.Restore)
        {
            Do(step);
            return;
        }
        _step = step;
        _asked = ++_tag;
        _journal.Tell(new Append([.. step.Members.Select(member => Told(step, member))], _asked, Refusable: true, Self));
        Become(Recording);
    }

    private static Entry Told(PressureStep step, PressureMember member) => new(
        new ContainerPressed(member.Attempt, step.Action, step.Kind, Math.Round(step.StallPercent, 1), member.Weight, member.MemoryBytes, step.Why),
        Caller.Engine, Cause, member.Id, member.Name, member.Batch, member.Attempt);

    /// <summary>The decision is being recorded.</summary>
    private void Recording()
    {
        Receive<AppendRefused>(_ => Become(Watching));
        Receive<OwnCommitted>(committed =>
        {
            if (committed.Tag == _asked && _step is { } step)
                Do(step);
        });
        Aside();
    }

    private void Do(PressureStep step)
    {
        int open = 0;
        foreach (PressureMember member in step.Members)
        {
            string reference = member.Id.ToString();
            object? order = step.Action switch
            {
                PressureAction.Freeze => new FreezeContainer(
                    Caller.Engine, Cause, reference, $"{step.Kind.ToString().ToLowerInvariant()} pressure", Owner: Owner),
                PressureAction.Thaw => Thaw(member.Id),
                PressureAction.Kill => new KillContainer(Caller.Engine, Cause, reference),
                _ => null,
            };
            open++;
            if (order is null)
                Weigh(step, member);
            else
                _fleet.Tell(order, new AnswerRef(Self, what => new Done(step, member, what)));
        }
        _patience = _clock.After(TimeSpan.FromSeconds(30), Self, new PatienceOver(step));
        Become(() => Doing(step, open));
    }

    /// <summary>The containers are being frozen, thawed or killed.</summary>
    private void Doing(PressureStep step, int open)
    {
        Receive<Done>(done =>
        {
            HasAnswered(done);
            if (ReferenceEquals(done.Step, step) && --open == 0)
                Back();
        });
        Receive<PatienceOver>(over =>
        {
            if (ReferenceEquals(over.Step, step))
                Back();
        });
        Aside();

        void Back()
        {
            _anyTaken = true;
            _patience?.Dispose();
            Become(Watching);
        }
    }

    /// <summary>What may come at any time.</summary>
    private void Aside()
    {
        // While something is under way a reading decides nothing, but the next one counts from it.
        Receive<NodeUsage>(usage => _last = usage.Reading.Pressure);
        // One that took longer than was waited for.
        Receive<Done>(HasAnswered);
        Receive<Reclaimed>(reclaimed => _journal.Tell(new Append(
            [
                new Entry(
                    new ContainerReclaimed(
                        reclaimed.Member.Attempt, reclaimed.Outcome.BeforeBytes, reclaimed.Outcome.AfterBytes, reclaimed.Outcome.Problem),
                    Caller.Engine, Cause, reclaimed.Member.Id, reclaimed.Member.Name, null, reclaimed.Member.Attempt),
            ],
            ++_tag, Refusable: true, ActorRefs.Nobody)));
        ReceiveAny(_ => { });
    }

    private void HasAnswered(Done done)
    {
        _anyTaken = true;
        if (done is { Step: { Action: PressureAction.Freeze, Kind: PressureKind.Memory }, What: ContainerView { State: ContainerPhase.Frozen } })
            Reclaim(done.Member);
        else if (done is { Step.Action: PressureAction.Restore, What: Weighed { Problem: null } })
            _journal.Tell(new Append([Told(done.Step, done.Member)], ++_tag, Refusable: true, ActorRefs.Nobody));
    }

    private void Weigh(PressureStep step, PressureMember member)
    {
        ResourceLimits change = new() { CpuWeight = step.Action == PressureAction.Lower ? Least : member.Weight };
        _calls.Brief((runtime, cancel) => runtime.UpdateAsync(member.Id, change, cancel)).PipeTo(
            Self,
            success: problem => new Done(step, member, new Weighed(problem)),
            failure: problem => new Done(step, member, new Weighed(problem.GetBaseException().Message)));
    }

    private void Reclaim(PressureMember member) => _calls.Brief((runtime, cancel) => runtime.ReclaimAsync(member.Id, cancel)).PipeTo(
        Self, success: outcome => new Reclaimed(member, outcome), failure: problem => new Reclaimed(member, new ReclaimOutcome(null, null, problem.GetBaseException().Message)));

    private static bool IsOurs(ContainerState state) =>
        state.Phase == ContainerPhase.Frozen && IsHeldByPressure(state);

    /// <summary>A user of that name, or who gives it as the owner's, is not the engine: their freeze is theirs to end.</summary>
    internal static bool IsHeldByPressure(ContainerState state) => state.Holds.Exists(IsHold);

    private static bool IsHold(FreezeView hold) => hold.Holder == Owner && hold.By.Uid == Caller.Engine.Uid && hold.By.User == Caller.Engine.User;

    private PressureMember Member(ContainerState state, DateTimeOffset now)
    {
        UsageSample? sample = _board.Latest(state.Id);
        TimeSpan? frozen = state.Phase == ContainerPhase.Frozen && state.Holds.Find(IsHold) is { } ours
            ? (now > ours.Since ? now - ours.Since : TimeSpan.Zero)
            : null;
        return new PressureMember(
            state.Id, state.Name, state.Attempt, Weights.Of(state.Spec.Resources), sample?.Usage.MemoryBytes ?? 0, sample?.CpuPercent ?? 0, state.Lowered, frozen)
        {
            Batch = state.Job?.Batch,
        };
    }

    /// <summary>For a daemon that has no pressure actor: the share that an earlier one took, as it is given back.</summary>
    internal static Entry GivenBack(ContainerState state) => new(
        new ContainerPressed(
            state.Attempt, PressureAction.Restore, PressureKind.Cpu, 0, Weights.Of(state.Spec.Resources), null,
            "it was taken before acting on pressure was switched off"),
        Caller.Engine, Cause, state.Id, state.Name, state.Job?.Batch, state.Attempt);

    internal static ThawContainer Thaw(Guid id) => new(Caller.Engine, Cause, id.ToString(), Owner);

    private static double Percent(long? from, long? to, TimeSpan took) =>
        to > from && took > TimeSpan.Zero ? Math.Min(100, (to - from).Value / took.TotalMicroseconds * 100) : 0;

    private sealed record Done(PressureStep Step, PressureMember Member, object What);

    private sealed record Weighed(string? Problem);

    private sealed record Reclaimed(PressureMember Member, ReclaimOutcome Outcome);

    private sealed record PatienceOver(PressureStep Step);
}
