using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Archives;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Images;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Fleets;

/// <summary>The fleet is restored: orders are passed on, durable events folded, queries answered.</summary>
internal sealed partial class FleetActor
{
    private readonly Dictionary<Guid, Child> _children = [];
    private readonly Dictionary<IActorRef, Guid> _childIds = [];

    /// <summary>Exits that were passed on and are not recorded yet: the successor of a failed actor gets them again.</summary>
    private readonly Dictionary<Guid, InitExit> _exits = [];

    private void Serving()
    {
        Receive<Committed>(Absorb);
        Receive<InitExit>(exit =>
        {
            _exits[exit.Id] = exit;
            ToChild(exit.Id, exit, Self);
        });
        Receive<ExecExit>(exit => ToChild(exit.Id, exit, Self));
        Receive<OomKill>(Killed);
        Receive<LogFlood>(Flooded);
        Receive<ShareGivenBack>(GivenBack);
        Receive<AppendRefused>(refused =>
        {
            CreateRefused(refused);
            NetworkRefused(refused);
            PortsRefused(refused);
        });
        Networks();
        Ports();
        Receive<Prepared>(WasPrepared);
        Receive<RenameAnswered>(RenameOver);
        Receive<Rest.Offered>(offer => LetRest(offer.Id));
        Receive<Rest.Declined>(declined => Wake(declined.Id));
        Receive<Terminated>(ChildGone);
        Receive<JournalHealth>(health => _journalProblem = health.Problem);
        Receive<HoldAll>(BroadcastHold);
        Receive<FreezeOperation.Over>(_ => OperationOver(Sender));
        Receive<WriteCheckpoint>(request =>
        {
            if (_audit is { } audit)
                audit.Forward(request);
            else
                Sender.Tell(new CheckpointDone(0));
        });
        Receive<LeaseCheck>(CheckLease);
        Receive<LookForStragglers>(_ => LookAfterStragglers());
        Queries();
        Receive<ICommand>(command =>
        {
            if (_journalProblem is { } problem)
            {
                Sender.Tell(new Refusal(
                    RefusalKind.Unavailable, $"The journal cannot be written: {problem}. Nothing was done; try again later."));
            }
            else
            {
                Order(command);
            }
        });
    }

    private void Order(ICommand command)
    {
        switch (command)
        {
            case CreateContainer create:
                Create(create);
                break;
            case CreateNetwork create:
                Create(create);
                break;
            case RemoveNetwork remove:
                Remove(remove);
                break;
            case ChangePorts change:
                Change(change);
                break;
            case RenameContainer rename:
                Rename(rename);
                break;
            case SnapshotContainer snapshot:
                Snapshot(snapshot);
                break;
            case RestoreContainer restore:
                Restore(restore);
                break;
            case RemoveContainerSnapshot remove:
                DropSnapshot(remove);
                break;
            case CopyContainer copy:
                Copy(copy);
                break;
            case IContainerRequest request:
                Route(request);
                break;
            case FreezeFleet freeze:
                FreezeAll(freeze);
                break;
            case ThawFleet thaw:
                ThawAll(thaw);
                break;
            case ArchiveJournal when _retention is { } retention:
                retention.Forward(command);
                break;
            case ArchiveJournal:
                Sender.Tell(new Refusal(RefusalKind.Unavailable, "This node keeps no archive."));
                break;
            case SubmitBatch or CancelBatch or HoldBatch or ReleaseBatch or RequeueBatch or SetClass or AddSchedule or RemoveSchedule:
                _queue.Forward(command);
                break;
            case RecordImage:
                _images.Forward(command);
                break;
            default:
                Unhandled(command);
                break;
        }
    }

    private void Route(IContainerRequest request)
    {
        if (Find(request.Container, out Guid id) is { } refusal)
            Sender.Tell(refusal);
        else
            ToChild(id, request, Sender);
    }

    private Refusal? Find(string reference, out Guid id) => ContainerFinder.Find(_model, reference, out id);

    private void ToChild(Guid id, object message, IActorRef? sender)
    {
        if (_children.TryGetValue(id, out Child? child))
            child.Tell(message, sender);
        else if (_model.Containers.TryGetValue(id, out ContainerState? state))
            Spawn(state).Tell(message, sender);
        else if (message is InitExit exit)
        {
            _exits.Remove(id);
            ForgetExit(exit);
        }
    }

    private Child Spawn(ContainerState state)
    {
        ContainerContext context = _containers!;
        bool held = _model.Freeze is not null;
        IActorRef actor = Context.Watch(Context.ActorOf(ActorProps.Of(() => new ContainerActor(state, context, held))));
        Child child = new(actor);
        _children[state.Id] = child;
        _childIds[actor] = state.Id;
        return child;
    }

    private void LetRest(Guid id)
    {
        if (!_children.TryGetValue(id, out Child? child) || child.Kept is not null)
            return;
        child.Actor.Tell(new Rest.Agreed());
        child.Kept = [];
    }

    private void Wake(Guid id)
    {
        if (!_children.TryGetValue(id, out Child? child) || child.Kept is not { } kept)
            return;
        child.Kept = null;
        foreach ((object message, IActorRef? sender) in kept)
            child.Tell(message, sender);
    }

    private void ChildGone(Terminated gone)
    {
        if (gone.ActorRef.Equals(_journal))
        {
            _log.Error("The journal's actor failed: nothing can be recorded, the daemon ends. Containers go on.");
            _context.End();
            return;
        }
        OperationOver(gone.ActorRef);
        CopyOver(gone.ActorRef);
        if (!_childIds.Remove(gone.ActorRef, out Guid id) || !_children.Remove(id, out Child? child))
            return;
        bool failed = child.Kept is null && _model.Containers.ContainsKey(id);
        if (failed)
        {
            ForgetRenames(id);
            ToChild(id, new Resume(Ended: null), ActorRefs.NoSender);
            if (_exits.TryGetValue(id, out InitExit? exit))
                ToChild(id, exit, Self);
        }
        foreach ((object message, IActorRef? sender) in child.Kept ?? [])
        {
            if (_model.Containers.ContainsKey(id))
                ToChild(id, message, sender);
            else if (message is IContainerRequest request)
                sender?.Tell(new Refusal(RefusalKind.NotFound, $"There is no container {request.Container}."));
        }
    }

    /// <summary>An exit of a container that was removed: the launcher need not keep it.</summary>
    private void ForgetExit(InitExit exit) => _calls.Patient(async (runtime, cancel) =>
    {
        await runtime.AcknowledgeExitAsync(exit.Id, exit.Attempt, cancel).ConfigureAwait(false);
        await runtime.ReleaseAsync(exit.Id, exit.Attempt, cancel).ConfigureAwait(false);
    }).PipeTo(ActorRefs.Nobody);
}
