using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// One freeze or thaw of the whole node, from its intent to its outcome: intent recorded, launches held until none is
/// under way, one write to the node's cgroup, outcome recorded, answer.
/// </summary>
internal sealed class NodeFreezeActor : FreezeOperation
{
    private readonly ICommand _command;
    private FreezeOutcome? _outcome;
    private DateTimeOffset? _barrier;
    private DateTimeOffset? _barrierEnd;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyDictionary<string, string> _stuck = NoFailures;
    private int _unheld;
    private bool _counted;

    private NodeFreezeActor(FreezeServices services, ICommand command, IActorRef asker, FleetFreezeState? carried)
        : base(services, command, asker, carried?.Operation)
    {
        _command = command;
        _barrier = carried?.Barrier;
        if (carried is null)
            Intending();
        else if (carried.Phase == FleetFreezePhase.Freezing)
            Hold();
        else if (carried.Phase == FleetFreezePhase.Thawing)
            ThawNode();
        else
            FreezeAgain();
    }

    public static Props Freeze(FreezeServices services, FreezeFleet command, IActorRef asker) =>
        ActorProps.Of(() => new NodeFreezeActor(services, command, asker, null));

    public static Props Thaw(FreezeServices services, ThawFleet command, DateTimeOffset? barrier, IActorRef asker) =>
        ActorProps.Of(() => new NodeFreezeActor(services, command, asker, null) { _barrier = barrier });

    /// <summary>Goes on where the last daemon was cut off.</summary>
    public static Props Carry(FreezeServices services, FleetFreezeState carried)
    {
        ICommand command = carried.Phase == FleetFreezePhase.Thawing
            ? new ThawFleet(Caller.Engine, "carried on after a restart")
            : new FreezeFleet(Caller.Engine, "carried on after a restart");
        return ActorProps.Of(() => new NodeFreezeActor(services, command, ActorRefs.Nobody, carried));
    }

    /// <summary>The intent is being recorded.</summary>
    private void Intending()
    {
        Failpoint.Hit("fleet.before-intent");
        if (_command is FreezeFleet freeze)
            Intend(new FleetFreezeRequested(Operation, null, freeze.Reason, freeze.For) { Owner = freeze.Owner }, () => Become(Hold));
        else
            Intend(new FleetThawRequested(Operation, null) { Owner = (_command as ThawFleet)?.Owner }, () => Become(ThawNode));
    }

    /// <summary>No new init is started; those whose launch is under way are waited for, but not for ever.</summary>
    private void Hold()
    {
        Services.Fleet.Tell(new HoldAll(true));
        WaitAtMost(Services.Timeout);
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
            // After the kernel's word: whatever ran last ran before this. While some run there is no such moment.
            _barrier = outcome.Stuck.Count == 0 ? Services.Clock.Now : null;
            if (outcome.Done)
                AskWho(ContainerPhase.Running, running => Frozen(running, outcome));
            else
                Become(Undo);
        });
    }

    /// <summary>Who has a task that the kernel cannot freeze yet is named, and all others stay frozen.</summary>
    private FleetFrozen Frozen(IReadOnlyDictionary<Guid, string> running, FreezeOutcome outcome)
    {
        _names = [.. running.Where(container => !outcome.Stuck.ContainsKey(container.Key)).Select(container => container.Value)];
        _stuck = outcome.Stuck.Where(stuck => running.ContainsKey(stuck.Key))
            .ToDictionary(stuck => running[stuck.Key], stuck => Stragglers.Why(stuck.Value));
        return new FleetFrozen(Operation, null, _names, _stuck, outcome.Took)
        {
            Barrier = _barrier,
            Stuck = outcome.Stuck.Count == 0 ? null : [.. outcome.Stuck.Keys.Order()],
        };
    }

    /// <summary>The kernel did not freeze the node at all: what it did is taken back.</summary>
    private void Undo()
    {
        Call((runtime, cancel) => runtime.ThawNodeAsync(cancel));
        Receive<FreezeOutcome>(_ =>
        {
            string problem = _outcome?.Problem ?? "not every task froze in time";
            Conclude(new FleetFreezeFailed(Operation, problem, _outcome?.Unfrozen ?? []), () =>
            {
                Services.Fleet.Tell(new HoldAll(false));
                string who = _outcome is { Unfrozen.Count: > 0 } outcome ? $": {string.Join(", ", outcome.Unfrozen)}" : "";
                Finish(new Refusal(RefusalKind.Conflict, $"The fleet did not freeze: {problem}{who}. It was thawed again."));
            });
        });
    }

    private void ThawNode()
    {
        _barrierEnd = Services.Clock.Now;
        Call((runtime, cancel) => runtime.ThawNodeAsync(cancel));
        Receive<FreezeOutcome>(outcome =>
        {
            _outcome = outcome;
            if (outcome.Done)
            {
                AskWho(ContainerPhase.Frozen, frozen =>
                {
                    _names = [.. frozen.Values];
                    return new FleetThawed(Operation, null, _names, NoFailures, outcome.Took) { BarrierEnd = _barrierEnd };
                });
                return;
            }
            Conclude(
                new FleetThawFailed(Operation, outcome.Problem ?? "the kernel did not thaw it"),
                () => Finish(new Refusal(RefusalKind.Unavailable, $"The fleet did not thaw: {outcome.Problem}. Try again.")));
        });
    }

    /// <summary>After a restart: the journal says frozen, and the kernel is made to agree. Nothing to record.</summary>
    private void FreezeAgain()
    {
        Call((runtime, cancel) => runtime.FreezeNodeAsync(cancel));
        Receive<FreezeOutcome>(_ => Context.Stop(Self));
    }

    /// <summary>The outcome is being recorded, with the names of those that it changed.</summary>
    private void AskWho(ContainerPhase phase, Func<IReadOnlyDictionary<Guid, string>, IFleetEvent> outcome)
    {
        Failpoint.Hit("fleet.after-effect");
        Services.Fleet.Tell(new WhoIs(phase));
        Become(() => Receive<WhoIs.Answer>(who =>
        {
            Failpoint.Hit("fleet.before-outcome");
            Conclude(outcome(who.Names), Recorded);
        }));
    }

    private void Recorded()
    {
        if (_command is ThawFleet)
            Services.Fleet.Tell(new HoldAll(false));
        Services.Fleet.Tell(new GetFleetStatus());
        Become(() => Receive<FleetStatusView>(status => Finish(status with
        {
            Containers = _names,
            Failed = _stuck,
            Took = _outcome?.Took,
            BarrierStart = _barrier,
            BarrierEnd = _barrierEnd,
        })));
    }

    private void Call(Func<IContainerRuntime, CancellationToken, Task<FreezeOutcome>> call)
    {
        Failpoint.Hit("fleet.before-effect");
        Services.Calls.Brief(call).PipeTo(
            Self, failure: problem => new FreezeOutcome(false, TimeSpan.Zero, [], problem.GetBaseException().Message));
    }

    private void Finish(object answer)
    {
        Failpoint.Hit("fleet.before-answer");
        End(answer);
    }
}
