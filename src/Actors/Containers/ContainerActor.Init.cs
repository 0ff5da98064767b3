using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>The child that stands for the init process, and what it reports.</summary>
internal sealed partial class ContainerActor
{
    private IActorRef? _init;
    private InitExit? _exit;
    private bool _launching;
    private bool _held;
    private bool _launchHeld;
    private IActorRef? _holder;
    private Caller _startedBy = Caller.Engine;
    private string _startedFor = "restore";

    private void Launch()
    {
        if (_state.Phase != Messages.Containers.ContainerPhase.Starting)
        {
            NeverLaunched();
            return;
        }
        if (_held)
        {
            _launchHeld = true;
            return;
        }
        AskForInit();
    }

    private void AskForInit()
    {
        _launching = true;
        Spawn(new LaunchOrder(_state.Id, _state.Name, _state.Attempt, _state.Spec, _state.Prepared));
    }

    private void Spawn(LaunchOrder? order)
    {
        int attempt = _state.Attempt;
        ContainerContext context = _context;
        _init = Context.Watch(Context.ActorOf(
            ActorProps.Of(() => new InitActor(context.Calls, context.Clock, order, attempt)), $"init-{attempt}-{++_spawned}"));
    }

    private int _spawned;

    /// <summary>A stop or kill came before the launcher was asked: the attempt ends without an init.</summary>
    private void NeverLaunched() => Self.Tell(new InitActor.LaunchFailed(
        _state.Attempt, new LaunchFailure("launch", 0, "stopped before it began", 125)));

    private void Launched(InitActor.Launched launched)
    {
        LaunchOver();
        Decide(new Order.Launched(launched.Init, launched.AskedAt) { Attempt = launched.Attempt }, _startedBy, _startedFor);
    }

    private void LaunchFailed(InitActor.LaunchFailed failed)
    {
        LaunchOver();
        Decide(new Order.LaunchFailed(failed.Failure) { Attempt = failed.Attempt }, _startedBy, _startedFor);
    }

    private void LaunchOver()
    {
        _launching = false;
        _holder?.Tell(new Held(_state.Id));
        _holder = null;
    }

    private void HoldLaunches(Hold hold, IActorRef sender)
    {
        _held = hold.On;
        SetAlarms(_context.Clock.Now);
        if (hold.On && _launching)
        {
            _holder = sender;
        }
        else if (hold.On)
        {
            sender.Tell(new Held(_state.Id));
        }
        else if (_launchHeld)
        {
            _launchHeld = false;
            Enqueue(Launching);
        }
    }

    private void ToInit(InitExit exit)
    {
        if (_init is not null)
            _init.Tell(exit);
        else
            Self.Tell(new Order.Ended(exit) { Attempt = exit.Attempt });
    }

    /// <summary>The child's end is the init's end; without an exit record it was a bug, and a new child takes over.</summary>
    private void InitHasGone()
    {
        _init = null;
        if (_exit is { } exit)
        {
            _exit = null;
            InitExit complete = exit with { Usage = _context.Board.Complete(_state.Id, exit.Usage) };
            Decide(new Order.Ended(complete) { Attempt = exit.Attempt }, Caller.Engine, "its init ended");
        }
        else if (_launching)
        {
            // Its answer is still owed, and a repeated launch gives what the first one did.
            _context.Log.Warning("The actor that launched {0} failed; another one takes over", _state.Name);
            AskForInit();
        }
        else if (_state.Lives && _state.Init is not null)
        {
            _context.Log.Warning("The actor of the init of {0} failed; another one takes over", _state.Name);
            Spawn(null);
        }
    }

    private void TakeUp(Resume resume)
    {
        if (_state.Lives && _state.Init is not null)
            Spawn(null);
        Continue(resume);
        SetAlarms(_context.Clock.Now);
        KeepHealth();
        OfferRest();
    }

    private sealed record InitGone;
}
