using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// A freeze or thaw of those containers that a selector fitted when it was asked for: intent with the members, each on
/// its own, one outcome for all. After a crash the next daemon goes on with the same members.
/// </summary>
internal sealed class SelectionFreezeActor : FreezeOperation
{
    private readonly ICommand _command;
    private readonly string _selector;
    private readonly IReadOnlyDictionary<string, Guid> _members;
    private readonly List<string> _done = [];
    private readonly Dictionary<string, string> _failed = [];
    private DateTimeOffset? _barrierEnd;
    private readonly bool _isCarried;
    private long _began;

    private SelectionFreezeActor(
        FreezeServices services, ICommand command, string selector, IReadOnlyDictionary<string, Guid> members, IActorRef asker,
        Guid? carried)
        : base(services, command, asker, carried)
    {
        _command = command;
        _selector = selector;
        _members = members;
        _isCarried = carried is not null;
        if (carried is null)
            Intending();
        else
            Asking();
    }

    public static Props Of(
        FreezeServices services, ICommand command, string selector, IReadOnlyDictionary<string, Guid> members, IActorRef asker) =>
        ActorProps.Of(() => new SelectionFreezeActor(services, command, selector, members, asker, null));

    /// <summary>Goes on where the last daemon was cut off: who has followed already says so again.</summary>
    public static Props Carry(FreezeServices services, FreezeSelection carried)
    {
        ICommand command = carried.Freezes
            ? new FreezeFleet(carried.Caller, carried.Cause, null, carried.Reason, Left(services, carried.Until), Owner: carried.Owner)
            : new ThawFleet(carried.Caller, carried.Cause, Owner: carried.Owner, Force: carried.Force);
        return ActorProps.Of(() => new SelectionFreezeActor(
            services, command, carried.Selector, carried.Members, ActorRefs.Nobody, carried.Operation));
    }

    protected override void PreStart()
    {
        if (_isCarried)
            AskAll();
    }

    /// <summary>The intent is being recorded.</summary>
    private void Intending()
    {
        Failpoint.Hit("selection.before-intent");
        Intend(
            _command switch
            {
                FreezeFleet freeze => new FleetFreezeRequested(Operation, _selector, freeze.Reason, freeze.For)
                {
                    Owner = freeze.Owner,
                    Members = _members,
                },
                ThawFleet thaw => new FleetThawRequested(Operation, _selector)
                {
                    Owner = thaw.Owner,
                    Force = thaw.Force ? true : null,
                    Members = _members,
                },
                _ => throw new InvalidOperationException($"{_command.GetType().Name} is neither a freeze nor a thaw."),
            },
            () =>
            {
                Become(Asking);
                AskAll();
            });
    }

    /// <summary>Each container is asked; all answers are collected, but none is waited for without end.</summary>
    private void Asking()
    {
        _began = Services.Clock.Provider.GetTimestamp();
        Receive<Answer>(answer =>
        {
            if (answer.What is Refusal refusal)
                _failed[answer.Name] = refusal.Reason;
            else
                _done.Add(answer.Name);
            EndIfAll();
        });
        Receive<PatienceOver>(_ =>
        {
            string late = _command is FreezeFleet
                ? "it has not followed in time; it is frozen as soon as it can be"
                : "it has not followed in time";
            foreach (string name in _members.Keys.Except(_done).Where(name => !_failed.ContainsKey(name)).ToArray())
                _failed[name] = late;
            EndIfAll();
        });
    }

    // Not while Asking is being set up: with nobody to ask the next behaviour is due at once, and would be lost.
    private void AskAll()
    {
        Failpoint.Hit("selection.before-effect");
        WaitAtMost(2 * Services.Timeout);
        _barrierEnd = _command is ThawFleet ? Services.Clock.Now : null;
        foreach ((string name, Guid id) in _members)
            Services.Fleet.Tell(Order(id.ToString()), new AnswerRef(Self, what => new Answer(name, what)));
        EndIfAll();
    }

    private object Order(string reference) => _command switch
    {
        FreezeFleet freeze => new FreezeMember(freeze.Caller, freeze.Cause, reference, freeze.Reason, freeze.For, _selector, freeze.Owner),
        ThawFleet thaw => new ThawContainer(thaw.Caller, thaw.Cause, reference, thaw.Owner, thaw.Force),
        _ => throw new InvalidOperationException($"{_command.GetType().Name} is neither a freeze nor a thaw."),
    };

    private void EndIfAll()
    {
        if (_done.Count + _failed.Count < _members.Count)
            return;
        Failpoint.Hit("selection.before-outcome");
        TimeSpan took = Services.Clock.Provider.GetElapsedTime(_began);
        // Where one still runs there is no instant at which none does.
        DateTimeOffset? barrier = _command is FreezeFleet && _failed.Count == 0 ? Services.Clock.Now : null;
        _done.Sort(StringComparer.Ordinal);
        Conclude(
            _command is FreezeFleet
                ? new FleetFrozen(Operation, _selector, _done, _failed, took) { Barrier = barrier }
                : new FleetThawed(Operation, _selector, _done, _failed, took) { BarrierEnd = _barrierEnd },
            () =>
            {
                Services.Fleet.Tell(new GetFleetStatus());
                Become(() => Receive<FleetStatusView>(status => End(status with
                {
                    Containers = _done,
                    Failed = _failed,
                    Took = took,
                    BarrierStart = barrier,
                    BarrierEnd = _barrierEnd,
                })));
            });
    }

    /// <summary>A lease that ended meanwhile is over as soon as its freeze is: the container thaws by itself.</summary>
    private static TimeSpan? Left(FreezeServices services, DateTimeOffset? until) => until is not { } end ? null
        : end - services.Clock.Now is var left && left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);

    private sealed record Answer(string Name, object What);
}
