using Akka.Actor;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Fleets;

/// <summary>A freeze or thaw of those containers that a selector fits: intent, each on its own, one outcome for all.</summary>
internal sealed class SelectionFreezeActor : ReceiveActor
{
    private readonly IActorRef _fleet;
    private readonly IActorRef _journal;
    private readonly Clock _clock;
    private readonly ICommand _command;
    private readonly LabelSelector _selector;
    private readonly IReadOnlyList<string> _names;
    private readonly IActorRef _asker;
    private readonly Guid _operation;
    private readonly List<string> _done = [];
    private readonly Dictionary<string, string> _failed = [];
    private long _began;
    private long _tag;

    public SelectionFreezeActor(
        IActorRef fleet, IActorRef journal, Clock clock, ICommand command, LabelSelector selector,
        IReadOnlyList<string> names, IActorRef asker)
    {
        _fleet = fleet;
        _journal = journal;
        _clock = clock;
        _command = command;
        _selector = selector;
        _names = names;
        _asker = asker;
        _operation = clock.NewId();
        Intending();
    }

    /// <summary>The intent is being recorded.</summary>
    private void Intending()
    {
        Record(
            _command is FreezeFleet freeze
                ? new FleetFreezeRequested(_operation, _selector.Text, freeze.Reason, freeze.For)
                : new FleetThawRequested(_operation, _selector.Text),
            refusable: true);
        Receive<AppendRefused>(refused => End(refused.Refusal));
        Receive<OwnCommitted>(_ =>
        {
            Become(Asking);
            AskAll();
        });
    }

    /// <summary>Each container is asked; all answers are collected.</summary>
    private void Asking()
    {
        _began = _clock.Provider.GetTimestamp();
        Receive<Answer>(answer =>
        {
            if (answer.What is Refusal refusal)
                _failed[answer.Name] = refusal.Reason;
            else
                _done.Add(answer.Name);
            EndIfAll();
        });
    }

    // Not while Asking is being set up: with nobody to ask the next behaviour is due at once, and would be lost.
    private void AskAll()
    {
        foreach (string name in _names)
            _fleet.Tell(Order(name), new AnswerRef(Self, what => new Answer(name, what)));
        EndIfAll();
    }

    private object Order(string name) => _command is FreezeFleet freeze
        ? new FreezeMember(freeze.Caller, freeze.Cause, name, freeze.Reason, freeze.For, _selector.Text)
        : new ThawContainer(_command.Caller, _command.Cause, name);

    private void EndIfAll()
    {
        if (_done.Count + _failed.Count < _names.Count)
            return;
        TimeSpan took = _clock.Provider.GetElapsedTime(_began);
        _done.Sort(StringComparer.Ordinal);
        Record(
            _command is FreezeFleet
                ? new FleetFrozen(_operation, _selector.Text, _done, _failed, took)
                : new FleetThawed(_operation, _selector.Text, _done, _failed, took),
            refusable: false);
        Become(() =>
        {
            Receive<OwnCommitted>(_ => _fleet.Tell(new GetFleetStatus(_selector)));
            Receive<FleetStatusView>(status => End(status with { Containers = _done, Failed = _failed, Took = took }));
        });
    }

    private void Record(IFleetEvent what, bool refusable) => _journal.Tell(new Append(
        [new Entry(what, _command.Caller, _command.Cause)], ++_tag, refusable, Self));

    private void End(object answer)
    {
        _asker.Tell(answer);
        Context.Stop(Self);
    }

    private sealed record Answer(string Name, object What);
}
