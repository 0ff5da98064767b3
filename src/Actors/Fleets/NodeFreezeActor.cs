using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// One freeze or thaw of the whole node, from its intent to its outcome: intent recorded, launches held until none is
/// under way, one write to the node's cgroup, outcome recorded, answer.
/// </summary>
internal sealed class NodeFreezeActor : ReceiveActor
{
    private readonly IActorRef _fleet;
    private readonly IActorRef _journal;
    private readonly Clock _clock;
    private readonly RuntimeCalls _calls;
    private readonly ICommand _command;
    private readonly IActorRef _asker;
    private readonly TimeSpan _timeout;
    private readonly Guid _operation;
    private IDisposable? _patience;
    private FreezeOutcome? _outcome;
    private long _tag;
    private int _unheld;
    private bool _counted;

    public NodeFreezeActor(
        IActorRef fleet, IActorRef journal, Clock clock, RuntimeCalls calls, ICommand command, IActorRef asker,
        TimeSpan timeout, FleetFreezeState? carried)
    {
        _fleet = fleet;
        _journal = journal;
        _clock = clock;
        _calls = calls;
        _command = command;
        _asker = asker;
        _timeout = timeout;
        _operation = carried?.Operation ?? clock.NewId();
        if (carried is null)
            Intending();
        else if (carried.Phase == FleetFreezePhase.Freezing)
            Hold();
        else if (carried.Phase == FleetFreezePhase.Thawing)
            ThawNode();
        else
            FreezeAgain();
    }

    public static Props Freeze(
        IActorRef fleet, IActorRef journal, Clock clock, RuntimeCalls calls, FreezeFleet command, IActorRef asker, TimeSpan timeout) =>
        ActorProps.Of(() => new NodeFreezeActor(fleet, journal, clock, calls, command, asker, timeout, null));

    public static Props Thaw(
        IActorRef fleet, IActorRef journal, Clock clock, RuntimeCalls calls, ThawFleet command, IActorRef asker, TimeSpan timeout) =>
        ActorProps.Of(() => new NodeFreezeActor(fleet, journal, clock, calls, command, asker, timeout, null));

    /// <summary>Goes on where the last daemon was cut off.</summary>
    public static Props Carry(
        IActorRef fleet, IActorRef journal, Clock clock, RuntimeCalls calls, FleetFreezeState carried, TimeSpan timeout)
    {
        ICommand command = carried.Phase == FleetFreezePhase.Thawing
            ? new ThawFleet(Caller.Engine, "carried on after a restart")
            : new FreezeFleet(Caller.Engine, "carried on after a restart");
        return ActorProps.Of(() => new NodeFreezeActor(
            fleet, journal, clock, calls, command, ActorRefs.Nobody, timeout, carried));
    }

    protected override void PostStop() => _patience?.Dispose();

    /// <summary>The intent is being recorded.</summary>
    private void Intending()
    {
        Failpoint.Hit("fleet.before-intent");
        Record(
            _command is FreezeFleet freeze
                ? new FleetFreezeRequested(_operation, null, freeze.Reason, freeze.For)
                : new FleetThawRequested(_operation, null),
            refusable: true);
        Receive<AppendRefused>(refused => End(refused.Refusal));
        Receive<OwnCommitted>(_ =>
        {
            if (_command is FreezeFleet)
                Become(Hold);
            else
                Become(ThawNode);
        });
    }

    /// <summary>No new init is started; those whose launch is under way are waited for, but not for ever.</summary>
    private void Hold()
    {
        _fleet.Tell(new HoldAll(true));
        _patience = _clock.After(_timeout, Self, new PatienceOver());
        Receive<HoldAll.Count>(count =>
        {
            _counted = true;
            _unheld += count.Containers;
            FreezeIfHeld();
        });
        Receive<Held>(_ =>
        {
            _unheld--;
            FreezeIfHeld();
        });
        Receive<PatienceOver>(_ => Become(FreezeNode));
    }

    private void FreezeIfHeld()
    {
        if (_counted && _unheld == 0)
            Become(FreezeNode);
    }

    /// <summary>The kernel freezes the node's cgroup.</summary>
    private void FreezeNode()
    {
        Call((runtime, cancel) => runtime.FreezeNodeAsync(cancel));
        Receive<FreezeOutcome>(outcome =>
        {
            _outcome = outcome;
            if (outcome.Done)
                AskWho(ContainerPhase.Running, names => new FleetFrozen(_operation, null, names, NoFailures, outcome.Took));
            else
                Become(Undo);
        });
    }

    /// <summary>Something did not freeze in time: all of it is thawed again.</summary>
    private void Undo()
    {
        Call((runtime, cancel) => runtime.ThawNodeAsync(cancel));
        Receive<FreezeOutcome>(_ =>
        {
            string problem = _outcome?.Problem ?? "not every task froze in time";
            Record(new FleetFreezeFailed(_operation, problem, _outcome?.Unfrozen ?? []), refusable: false);
            Become(() => Receive<OwnCommitted>(_ =>
            {
                _fleet.Tell(new HoldAll(false));
                string who = _outcome is { Unfrozen.Count: > 0 } outcome ? $": {string.Join(", ", outcome.Unfrozen)}" : "";
                End(new Refusal(RefusalKind.Conflict, $"The fleet did not freeze: {problem}{who}. It was thawed again."));
            }));
        });
    }

    private void ThawNode()
    {
        Call((runtime, cancel) => runtime.ThawNodeAsync(cancel));
        Receive<FreezeOutcome>(outcome =>
        {
            _outcome = outcome;
            if (outcome.Done)
            {
                AskWho(ContainerPhase.Frozen, names => new FleetThawed(_operation, null, names, NoFailures, outcome.Took));
                return;
            }
            Record(new FleetThawFailed(_operation, outcome.Problem ?? "the kernel did not thaw it"), refusable: false);
            Become(() => Receive<OwnCommitted>(_ => End(new Refusal(
                RefusalKind.Unavailable, $"The fleet did not thaw: {outcome.Problem}. Try again."))));
        });
    }

    /// <summary>After a restart: the journal says frozen, and the kernel is made to agree. Nothing to record.</summary>
    private void FreezeAgain()
    {
        Call((runtime, cancel) => runtime.FreezeNodeAsync(cancel));
        Receive<FreezeOutcome>(_ => Context.Stop(Self));
    }

    /// <summary>The outcome is being recorded, with the names of those that it changed.</summary>
    private void AskWho(ContainerPhase phase, Func<IReadOnlyList<string>, IFleetEvent> outcome)
    {
        Failpoint.Hit("fleet.after-effect");
        _fleet.Tell(new WhoIs(phase));
        Become(() =>
        {
            Receive<WhoIs.Answer>(who =>
            {
                Failpoint.Hit("fleet.before-outcome");
                Record(outcome(who.Names), refusable: false);
                _names = who.Names;
            });
            Receive<OwnCommitted>(_ => Recorded());
        });
    }

    private IReadOnlyList<string> _names = [];

    private void Recorded()
    {
        if (_command is ThawFleet)
            _fleet.Tell(new HoldAll(false));
        _fleet.Tell(new GetFleetStatus());
        Become(() => Receive<FleetStatusView>(status =>
            End(status with { Containers = _names, Took = _outcome?.Took })));
    }

    private void Call(Func<IContainerRuntime, CancellationToken, Task<FreezeOutcome>> call)
    {
        Failpoint.Hit("fleet.before-effect");
        _calls.Brief(call).PipeTo(
            Self, failure: problem => new FreezeOutcome(false, TimeSpan.Zero, [], problem.GetBaseException().Message));
    }

    private void Record(IFleetEvent what, bool refusable) => _journal.Tell(new Append(
        [new Entry(what, _command.Caller, _command.Cause)], ++_tag, refusable, Self));

    private void End(object answer)
    {
        Failpoint.Hit("fleet.before-answer");
        // Before the answer: who asks for the opposite at once must not meet this operation.
        _fleet.Tell(new Over());
        _asker.Tell(answer);
        Context.Stop(Self);
    }

    private static IReadOnlyDictionary<string, string> NoFailures { get; } = new Dictionary<string, string>();

    internal sealed record Over;

    private sealed record PatienceOver;
}
