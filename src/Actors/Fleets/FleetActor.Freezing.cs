using Akka.Actor;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Fleets;

/// <summary>Freeze and thaw of many: each operation is an actor of its own, one at a time for the whole node.</summary>
internal sealed partial class FleetActor
{
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromSeconds(1);

    private IActorRef? _operation;
    private IDisposable? _lease;
    private bool _frozenSeen;

    private void FreezeAll(FreezeFleet command)
    {
        if (command.For is { } lease && lease <= TimeSpan.Zero)
        {
            Sender.Tell(new Refusal(RefusalKind.Invalid, "The time of a freeze must be positive."));
            return;
        }
        if (command.Selector is { } selector)
        {
            FreezeSome(command, selector);
            return;
        }
        // The operation first: the journal may still say what it is about to change.
        if (!command.DryRun && (_operation is not null || _model.Freeze is { Phase: not FleetFreezePhase.Frozen }))
            Sender.Tell(Busy());
        else if (command.DryRun || _model.Freeze is not null)
            Sender.Tell(Affected(null, ContainerPhase.Running));
        else
            StartOperation(NodeFreezeActor.Freeze(Self, _journal, _context.Clock, _calls, command, Sender, _context.Options.FreezeTimeout));
    }

    private void ThawAll(ThawFleet command)
    {
        if (command.Selector is { } selector)
        {
            ThawSome(command, selector);
            return;
        }
        if (!command.DryRun && (_operation is not null || _model.Freeze is { Phase: not FleetFreezePhase.Frozen }))
            Sender.Tell(Busy());
        else if (command.DryRun || _model.Freeze is null)
            Sender.Tell(Affected(null, ContainerPhase.Frozen));
        else
            StartOperation(NodeFreezeActor.Thaw(Self, _journal, _context.Clock, _calls, command, Sender, _context.Options.FreezeTimeout));
    }

    private void FreezeSome(FreezeFleet command, LabelSelector selector)
    {
        FleetStatusView affected = Affected(selector, ContainerPhase.Running);
        if (command.DryRun)
            Sender.Tell(affected);
        else
            FreezeSelection(command, selector, affected.Containers);
    }

    private void ThawSome(ThawFleet command, LabelSelector selector)
    {
        FleetStatusView affected = Affected(selector, ContainerPhase.Frozen);
        if (command.DryRun)
            Sender.Tell(affected);
        else
            FreezeSelection(command, selector, affected.Containers);
    }

    /// <summary>An operation of the whole node that the end of the last daemon cut off is carried on.</summary>
    private void ResumeFreeze()
    {
        _frozenSeen = _model.Freeze is not null;
        if (_model.Freeze is not { } freeze)
            return;
        StartOperation(NodeFreezeActor.Carry(Self, _journal, _context.Clock, _calls, freeze, _context.Options.FreezeTimeout));
        SetLease(_context.Clock.Now);
    }

    private void StartOperation(Props operation) => _operation = Context.Watch(Context.ActorOf(operation));

    private void OperationOver(IActorRef operation)
    {
        if (operation.Equals(_operation))
            _operation = null;
    }

    private void FreezeSelection(ICommand command, LabelSelector selector, IReadOnlyList<string> names)
    {
        (IActorRef self, IActorRef asker) = (Self, Sender);
        Context.ActorOf(ActorProps.Of(() => new SelectionFreezeActor(
            self, _journal, _context.Clock, command, selector, names, asker)));
    }

    private void BroadcastHold(HoldAll hold)
    {
        foreach (Child child in _children.Values)
            child.Tell(new Hold(hold.On), Sender);
        if (hold.On)
            Sender.Tell(new HoldAll.Count(_children.Count));
    }

    /// <summary>After every fleet event: the queue stops or goes on, the lease is set or dropped.</summary>
    private void FreezeChanged(DateTimeOffset now)
    {
        bool frozen = _model.Freeze is not null;
        if (frozen == _frozenSeen || _readiness is null or { Sequence: 0 })
            return;
        _frozenSeen = frozen;
        _queue.Tell(new QueueActor.Frozen(frozen));
        SetLease(now);
    }

    private void SetLease(DateTimeOffset now)
    {
        _lease?.Dispose();
        _lease = null;
        if (_model.Freeze?.Freeze is not { Until: { } until, Since: var since })
            return;
        // No longer than was asked for: the wall clock may have been set back before this daemon started.
        TimeSpan left = _context.Clock.Until(until, now);
        _lease = _context.Clock.After(left < until - since ? left : until - since, Self, new LeaseCheck());
    }

    /// <summary>Repeats until the thaw has happened: the journal or the launcher may be away just now.</summary>
    private void CheckLease()
    {
        if (_model.Freeze is not { Freeze.Until: not null } freeze)
            return;
        if (freeze.Phase == FleetFreezePhase.Frozen && _journalProblem is null)
            Self.Tell(new ThawFleet(Caller.Engine, "the time of its freeze is over"), ActorRefs.Nobody);
        _lease?.Dispose();
        _lease = _context.Clock.After(LeaseRetry, Self, new LeaseCheck());
    }

    private FleetStatusView Affected(LabelSelector? selector, ContainerPhase phase)
    {
        FleetStatusView status = Status(selector);
        return status with
        {
            Containers =
            [
                .. _model.Containers.Values
                    .Where(state => state.Phase == phase && Fits(selector, state))
                    .OrderBy(state => state.CreatedSeq)
                    .Select(state => state.Name),
            ],
        };
    }

    private static Refusal Busy() =>
        new(RefusalKind.Busy, "Another freeze or thaw of the fleet is under way. Try again in a moment.");

    private sealed record LeaseCheck;
}
