using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Containers;

/// <summary>
/// One container. It decides about orders and reports by <see cref="ContainerMachine"/>, has the events recorded, and
/// runs their effects once they are durable. It changes its state only by what the fleet hands back from the journal.
/// </summary>
internal sealed partial class ContainerActor : UntypedActor
{
    private static readonly SupervisorStrategy StopTheFailed = new OneForOneStrategy(_ => Directive.Stop);

    private readonly ContainerContext _context;
    private readonly List<Waiter> _waiters = [];
    private ContainerState _state;
    private readonly Queue<(object Message, IActorRef Sender)> _kept = new();
    private Waiter? _asking;
    private bool _committing;
    private long _tag;

    public ContainerActor(ContainerState state, ContainerContext context, bool held)
    {
        _state = state;
        _context = context;
        _held = held;
    }

    private Answers Answers => _context.Answers;

    /// <summary>For a simulation, which holds it against the fleet's table.</summary>
    internal ContainerState State => _state;

    protected override void PostStop()
    {
        ClearAlarms();
        // What came while the last decision was being recorded: the fleet knows whether there is a container for it yet.
        while (_kept.TryDequeue(out (object Message, IActorRef Sender) kept))
        {
            if (kept.Message is IContainerRequest)
                Context.Parent.Tell(kept.Message, kept.Sender);
        }
    }

    // An init that fails by a bug must not take the others with it; InitGone says what to do.
    protected override SupervisorStrategy SupervisorStrategy() => StopTheFailed;

    // By hand instead of ReceiveActor and Akka's stash: those take kilobytes for each container, and build their
    // handlers anew with each change of behaviour, that is with each event.
    protected override void OnReceive(object message)
    {
        Take(message, Sender);
        while (!_committing && _kept.TryDequeue(out (object Message, IActorRef Sender) kept))
            Take(kept.Message, kept.Sender);
    }

    private void Take(object message, IActorRef sender)
    {
        if (Noted(message, sender))
            return;
        if (!_committing)
            Decide(message, sender);
        else if (message is AppendRefused refused && refused.Tag == _tag)
            Refused(refused);
        else
            _kept.Enqueue((message, sender));
    }

    /// <summary>What needs no decision, and is taken even while one is being recorded.</summary>
    private bool Noted(object message, IActorRef sender)
    {
        switch (message)
        {
            case Steps steps:
                Absorb(steps);
                return true;
            case Expect expect:
                _waiters.Add(new Waiter(expect.Who, Answers.Started(expect.Attempt)));
                return true;
            case Hold hold:
                HoldLaunches(hold, sender);
                return true;
            case InitExit exit:
                ToInit(exit);
                return true;
            // Answered even while committing: what is awaited is kept back until then.
            case Rest.Agreed:
                RestNow();
                return true;
            case InitActor.Exited exited:
                _exit = exited.Exit;
                return true;
            case HealthActor.ProbeBegun or HealthActor.ProbeOver or ExecExit:
                return OfHealth(message);
            case EffectDone done:
                EffectHasEnded(done);
                return true;
            // It needs a decision, but cannot be kept itself: Akka lets each death be handled once.
            case Terminated:
                Self.Tell(new InitGone());
                return true;
            default:
                return false;
        }
    }

    /// <summary>Nothing is being recorded: orders and reports are decided one after the other.</summary>
    private void Decide(object message, IActorRef sender)
    {
        switch (message)
        {
            case ICommand command:
                Ordered(command, sender);
                break;
            case Order order:
                Reported(order);
                break;
            case InitActor.Launched launched:
                Launched(launched);
                break;
            case InitActor.LaunchFailed failed:
                LaunchFailed(failed);
                break;
            case InitGone:
                InitHasGone();
                break;
            case AlarmRang alarm:
                Rang(alarm);
                break;
            case HotplugReport report:
                HotplugEnded(report);
                break;
            case UpdateReport report:
                UpdateEnded(report);
                break;
            case ExecReport report:
                ExecReported(report);
                break;
            case ExecExit exit:
                ExecExited(exit);
                break;
            case WaitExec wait:
                AwaitExec(wait, sender);
                break;
            case DestroyFailed failed:
                NotDestroyed(failed.Problem);
                break;
            case Destroyed destroyed:
                Commit([new ContainerRemoved()], _removedBy, _removedFor, refusable: false, null, [.. destroyed.Volumes.Select(name => new VolumeRemoved(name))]);
                break;
            case WaitContainer wait:
                Await(wait, sender);
                break;
            case Resume resume:
                TakeUp(resume);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Decide(
        Order order, Caller caller, string cause, bool refusable = false, IActorRef? who = null,
        Func<Step, object?>? answer = null)
    {
        Decision decision = ContainerMachine.Decide(_state, order);
        switch (decision.Verdict)
        {
            case Verdict.Go:
                Commit(decision.Events, caller, cause, refusable, who is null ? null : new Waiter(who, answer));
                break;
            case Verdict.Join when who is not null && answer is not null:
                _waiters.Add(new Waiter(who, answer));
                if (_state is { Removing: true, Lives: false })
                    Enqueue(Destroy);
                break;
            case Verdict.No:
                who?.Tell(decision.Refusal);
                break;
            case Verdict.Late when order is Order.Ended ended:
                Enqueue(() => CleanUp(ended.Exit.Attempt, known: true));
                break;
            default:
                who?.Tell(_context.Views.View(_state));
                break;
        }
    }

    /// <param name="beside">What becomes true in the same moment, but not of the container itself.</param>
    private void Commit(
        IReadOnlyList<IContainerEvent> events, Caller caller, string cause, bool refusable, Waiter? asking, IReadOnlyList<IStoreEvent>? beside = null)
    {
        Failpoint.Hit(Intents.Is(events[0]) ? "container.before-intent" : "container.before-outcome");
        _asking = asking;
        List<Entry> entries = new(events.Count);
        int? attempt = _state.Attempt > 0 ? _state.Attempt : null;
        foreach (IContainerEvent what in events)
        {
            entries.Add(new Entry(what, caller, cause, _state.Id, _state.Name, _state.Job?.Batch, attempt));
            if (Made(what) is { } made)
                entries.Add(made);
        }
        foreach (IStoreEvent what in beside ?? [])
            entries.Add(new Entry(what, caller, cause));
        _context.Journal.Tell(new Append(entries, ++_tag, refusable, Self));
        _committing = true;
    }

    private void Refused(AppendRefused refused)
    {
        _asking?.Who.Tell(refused.Refusal);
        _asking = null;
        _committing = false;
        OfferRest();
    }

    private void Absorb(Steps steps)
    {
        bool own = steps.Tag != 0 && steps.Tag == _tag;
        // Who has no event to wait for is answered by the effect itself.
        IActorRef? asker = own && _asking is { OnStep: null } ? _asking.Who : null;
        if (own && _asking is { OnStep: not null } asking)
            _waiters.Add(asking);
        Failpoint.Hit(Intents.Is(steps.All[0].Record.Event) ? "container.after-intent" : "container.after-outcome");
        foreach (Step step in steps.All)
        {
            _state = step.After ?? _state;
            Answer(waiter => waiter.OnStep?.Invoke(step));
            RunEffects(step, asker);
        }
        if (steps.All[^1].After is null)
        {
            Context.Stop(Self);
            return;
        }
        Answer(waiter => waiter.OnState?.Invoke(_state));
        SetAlarms(steps.All[^1].Record.Time);
        KeepHealth();
        if (own)
        {
            _asking = null;
            _committing = false;
        }
        OfferRest();
    }

    private void Answer(Func<Waiter, object?> ask) => _waiters.RemoveAll(waiter =>
    {
        if (ask(waiter) is not { } answer)
            return false;
        Failpoint.Hit("container.before-answer");
        waiter.Who.Tell(answer);
        return true;
    });

    private void Await(WaitContainer wait, IActorRef who)
    {
        Waiter waiter = Answers.Until(wait, who);
        if (waiter.OnState?.Invoke(_state) is { } already)
            who.Tell(already);
        else
            _waiters.Add(waiter);
        OfferRest();
    }

    private bool Idle =>
        !_committing && _kept.Count == 0 && _state is { Lives: false, RestartAt: null, Removing: false, Storing: null } && _waiters.Count == 0 && _effects.Count == 0
        && !_effectRuns && _init is null && _execWaiters.Count == 0;

    private void OfferRest()
    {
        if (Idle)
            Context.Parent.Tell(new Rest.Offered(_state.Id));
    }

    private void RestNow()
    {
        if (Idle)
            Context.Stop(Self);
        else
            Context.Parent.Tell(new Rest.Declined(_state.Id));
    }
}
