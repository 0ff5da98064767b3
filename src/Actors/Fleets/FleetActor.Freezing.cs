using Akka.Actor;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
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
    private (string Owner, DateTimeOffset Until)? _leaseOf;
    private bool _frozenSeen;

    private FreezeServices Freezing => new(Self, _journal, _context.Clock, _calls, _context.Options.FreezeTimeout);

    private void FreezeAll(FreezeFleet command)
    {
        string owner = command.Owner ?? command.Caller.User;
        if (command.For is { } lease && lease <= TimeSpan.Zero)
            Sender.Tell(new Refusal(RefusalKind.Invalid, "The time of a freeze must be positive."));
        else if (command.Selector is { } selector)
            Select(command, selector, command.DryRun, state => MayBeHeld(state) && !state.Holds.Exists(hold => hold.Holder == owner));
        // The operation first: the journal may still say what it is about to change.
        else if (!command.DryRun && (_operation is not null || _model.Freeze is { Phase: not FleetFreezePhase.Frozen }))
            Sender.Tell(Busy());
        else if (command.DryRun || (_model.Freeze is { } known && known.IsHeldBy(owner) && command.For is null))
            Sender.Tell(Affected(null, state => state.Phase == ContainerPhase.Running));
        else if (_model.Freeze is { } freeze)
            Change(command, new FleetFreezeHeld(freeze.Operation, command.Owner, command.Reason, command.For), freeze.Operation);
        else
            StartOperation(NodeFreezeActor.Freeze(Freezing, command, Sender));
    }

    private void ThawAll(ThawFleet command)
    {
        string owner = command.Owner ?? command.Caller.User;
        if (command.Selector is { } selector)
            Select(command, selector, command.DryRun, state => state.Holds.Exists(hold => command.Force || hold.Holder == owner));
        else if (!command.DryRun && (_operation is not null || _model.Freeze is { Phase: not FleetFreezePhase.Frozen }))
            Sender.Tell(Busy());
        else if (command.DryRun || _model.Freeze is not { } freeze)
            Sender.Tell(Affected(null, state => state.Phase == ContainerPhase.Frozen));
        else if (!command.Force && !freeze.IsHeldBy(owner))
            Sender.Tell(NotHeld(owner, freeze));
        else if (!command.Force && freeze.Holds.Count > 1)
            Change(command, new FleetFreezeReleased(freeze.Operation, owner), freeze.Operation);
        else
            StartOperation(NodeFreezeActor.Thaw(Freezing, command, freeze.Barrier, Sender));
    }

    private static bool MayBeHeld(ContainerState state) =>
        state.Phase is ContainerPhase.Starting or ContainerPhase.Running or ContainerPhase.Freezing or ContainerPhase.Frozen;

    /// <summary>Who takes part is decided here, once, and goes into the record of the intent.</summary>
    private void Select(ICommand command, LabelSelector selector, bool dryRun, Func<ContainerState, bool> takesPart)
    {
        if (dryRun)
        {
            Sender.Tell(Affected(selector, takesPart));
            return;
        }
        Dictionary<string, Guid> members = [];
        foreach (ContainerState state in _model.Containers.Values.Where(state => takesPart(state) && Fits(selector, state)).OrderBy(state => state.CreatedSeq))
            members[state.Name] = state.Id;
        Context.ActorOf(SelectionFreezeActor.Of(Freezing, command, selector.Text, members, Sender));
    }

    private void Change(ICommand command, IFleetEvent change, Guid operation)
    {
        (FreezeServices services, IActorRef asker) = (Freezing, Sender);
        StartOperation(ActorProps.Of(() => new HoldFleetActor(services, command, change, asker, operation)));
    }

    private static Refusal NotHeld(string owner, FleetFreezeState freeze) => new(
        RefusalKind.Conflict,
        $"The fleet is not frozen by {owner} but by {FreezeRules.Owners(freeze.Holds)}. "
        + "Let them thaw it, or end their freezes too: orch fleet thaw --all --force.");

    /// <summary>What the end of the last daemon cut off is carried on: one freeze of the whole node, any number of partial ones.</summary>
    private void ResumeFreeze()
    {
        _frozenSeen = _model.Freeze is not null;
        foreach (FreezeSelection selection in _model.Selections.Values.OrderBy(selection => selection.Operation))
            Context.ActorOf(SelectionFreezeActor.Carry(Freezing, selection));
        if (_model.Freeze is not { } freeze)
            return;
        StartOperation(NodeFreezeActor.Carry(Freezing, freeze));
        SetLease(_context.Clock.Now);
        AwaitStragglers();
    }

    private void StartOperation(Props operation) => _operation = Context.Watch(Context.ActorOf(operation));

    private void OperationOver(IActorRef operation)
    {
        if (operation.Equals(_operation))
            _operation = null;
    }

    private void BroadcastHold(HoldAll hold)
    {
        foreach (Child child in _children.Values)
            child.Tell(new Hold(hold.On), Sender);
        if (hold.On)
            Sender.Tell(new HoldAll.Count(_children.Count));
    }

    /// <summary>After every fleet event: the queue stops or goes on, the leases are set or dropped.</summary>
    private void FreezeChanged(DateTimeOffset now)
    {
        if (_readiness is null or { Sequence: 0 })
            return;
        bool frozen = _model.Freeze is not null;
        if (frozen != _frozenSeen)
            _queue.Tell(new QueueActor.Frozen(frozen));
        _frozenSeen = frozen;
        SetLease(now);
        AwaitStragglers();
    }

    /// <summary>For the lease that ends first; the others follow when it has.</summary>
    private void SetLease(DateTimeOffset now)
    {
        FreezeView? first = _model.Freeze?.Holds.Where(hold => hold.Until is not null).MinBy(hold => hold.Until);
        if (first?.Until is not { } until)
        {
            _lease?.Dispose();
            _lease = null;
            _leaseOf = null;
            return;
        }
        if (_leaseOf == (first.Holder, until))
            return;
        _lease?.Dispose();
        _leaseOf = (first.Holder, until);
        // No longer than was asked for: the wall clock may have been set back before this daemon started.
        TimeSpan left = _context.Clock.Until(until, now);
        _lease = _context.Clock.After(left < until - first.Since ? left : until - first.Since, Self, new LeaseCheck(first.Holder, until));
    }

    /// <summary>Repeats until the thaw has happened: the journal or the launcher may be away just now.</summary>
    private void CheckLease(LeaseCheck lease)
    {
        if (_leaseOf != (lease.Owner, lease.Until) || _model.Freeze is not { } freeze)
            return;
        if (freeze.Phase == FleetFreezePhase.Frozen && _journalProblem is null)
            Self.Tell(new ThawFleet(Caller.Engine, "the time of its freeze is over", Owner: lease.Owner), ActorRefs.Nobody);
        _lease?.Dispose();
        _lease = _context.Clock.After(LeaseRetry, Self, lease);
    }

    private FleetStatusView Affected(LabelSelector? selector, Func<ContainerState, bool> takesPart)
    {
        FleetStatusView status = Status(selector);
        return status with
        {
            Containers =
            [
                .. _model.Containers.Values
                    .Where(state => takesPart(state) && Fits(selector, state))
                    .OrderBy(state => state.CreatedSeq)
                    .Select(state => state.Name),
            ],
        };
    }

    private static Refusal Busy() =>
        new(RefusalKind.Busy, "Another freeze or thaw of the fleet is under way. Try again in a moment.");

    private sealed record LeaseCheck(string Owner, DateTimeOffset Until);
}
