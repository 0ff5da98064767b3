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
internal sealed partial class ContainerActor : ReceiveActor, IWithStash
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ContainerContext _context;
    private readonly Answers _answers;
    private readonly List<Waiter> _waiters = [];
    private ContainerState _state;
    private Waiter? _asking;
    private bool _committing;
    private long _tag;

    public ContainerActor(ContainerState state, ContainerContext context, bool held)
    {
        _state = state;
        _context = context;
        _held = held;
        _answers = new Answers(context.Views);
        Deciding();
    }

    public IStash Stash { get; set; } = null!;

    protected override void PostStop() => ClearAlarms();

    // An init that fails by a bug must not take the others with it; InitGone says what to do.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <summary>Nothing is being recorded: orders and reports are decided one after the other.</summary>
    private void Deciding()
    {
        Always();
        Receive<ICommand>(command => Ordered(command, Sender));
        Receive<Order>(Reported);
        Receive<InitActor.Launched>(Launched);
        Receive<InitActor.LaunchFailed>(LaunchFailed);
        Receive<InitGone>(_ => InitHasGone());
        Receive<AlarmRang>(Rang);
        Receive<UpdateReport>(UpdateEnded);
        Receive<ExecReport>(ExecReported);
        Receive<ExecExit>(ExecExited);
        Receive<WaitExec>(AwaitExec);
        Receive<DestroyFailed>(failed => NotDestroyed(failed.Problem));
        Receive<Destroyed>(_ => Commit([new ContainerRemoved()], _removedBy, _removedFor, refusable: false, null));
        Receive<WaitContainer>(Await);
        Receive<Resume>(TakeUp);
    }

    /// <summary>An append is on its way: what needs a decision waits for the state that it brings.</summary>
    private void Committing()
    {
        Always();
        Receive<AppendRefused>(refused => refused.Tag == _tag, Refused);
        ReceiveAny(_ => Stash.Stash());
    }

    private void Always()
    {
        Receive<Steps>(Absorb);
        Receive<Expect>(expect => _waiters.Add(new Waiter(expect.Who, _answers.Started(expect.Attempt))));
        Receive<Hold>(HoldLaunches);
        Receive<InitExit>(ToInit);
        // Answered even while committing: what is awaited is kept back until then.
        Receive<Rest.Agreed>(_ => RestNow());
        Receive<InitActor.Exited>(exited => _exit = exited.Exit);
        Receive<EffectDone>(EffectHasEnded);
        // Not stashed itself: Akka would hand it out again as an unhandled death.
        Receive<Terminated>(_ => Self.Tell(new InitGone()));
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

    private void Commit(
        IReadOnlyList<IContainerEvent> events, Caller caller, string cause, bool refusable, Waiter? asking)
    {
        Failpoint.Hit(Intents.Is(events[0]) ? "container.before-intent" : "container.before-outcome");
        _asking = asking;
        List<Entry> entries = new(events.Count);
        int? attempt = _state.Attempt > 0 ? _state.Attempt : null;
        foreach (IContainerEvent what in events)
            entries.Add(new Entry(what, caller, cause, _state.Id, _state.Name, _state.Job?.Batch, attempt));
        _context.Journal.Tell(new Append(entries, ++_tag, refusable, Self));
        _committing = true;
        Become(Committing);
    }

    private void Refused(AppendRefused refused)
    {
        _asking?.Who.Tell(refused.Refusal);
        _asking = null;
        Decided();
        OfferRest();
    }

    private void Decided()
    {
        _committing = false;
        Become(Deciding);
        Stash.UnstashAll();
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
        SetAlarms();
        if (own)
        {
            _asking = null;
            Decided();
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

    private void Await(WaitContainer wait)
    {
        Waiter waiter = _answers.Until(wait, Sender);
        if (waiter.OnState?.Invoke(_state) is { } already)
            Sender.Tell(already);
        else
            _waiters.Add(waiter);
        OfferRest();
    }

    private bool Idle =>
        !_committing && _state is { Lives: false, RestartAt: null, Removing: false } && _waiters.Count == 0 && _effects.Count == 0
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
