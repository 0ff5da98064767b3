using Akka.Actor;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Fleets;

/// <summary>Questions, answered from the table at once.</summary>
internal sealed partial class FleetActor
{
    private void Queries()
    {
        Receive<GetReadiness>(_ => Sender.Tell(_readiness! with { JournalProblem = _journalProblem }));
        Questions();
        Receive<WaitContainer>(Route);
        Receive<WaitExec>(Route);
        Receive<WhoIs>(who => Sender.Tell(new WhoIs.Answer(WhoIs(who.Phase))));
        Receive<GetQueue>(_queue.Forward);
        Receive<ListSchedules>(_queue.Forward);
        Receive<GetWaiting>(query =>
        {
            if (_model.Names.TryGetValue(query.Member, out Guid id) && _model.Containers[id].Job is { } job)
                TellWaiting(job.BatchId, job.Job, job.Index);
            else if (query.Member.Split('.') is [.., var name, var index] && int.TryParse(index, out int number)
                && FindBatch(query.Member[..^(name.Length + index.Length + 2)]) is { } batch)
                TellWaiting(batch.Id, name, number);
            else
                Sender.Tell(new WaitingView(null));
        });
        Receive<WaitBatch>(wait =>
        {
            if (FindBatch(wait.Batch) is { } batch)
                _queue.Forward(new QueueActor.Await(batch.Id));
            else
                Sender.Tell(NoBatch(wait.Batch));
        });
    }

    /// <summary>What the table alone can answer.</summary>
    private void Questions()
    {
        Receive<GetContainer>(query =>
        {
            if (Find(query.Container, out Guid id) is { } refusal)
                Sender.Tell(refusal);
            else
                Sender.Tell(View(_model.Containers[id]));
        });
        Receive<ListNetworks>(_ => Sender.Tell(NetworkViews()));
        Receive<ListContainers>(query => Sender.Tell(List(query)));
        Receive<GetStats>(Stats);
        Receive<GetFleetSnapshot>(_ => Sender.Tell(_model.ToSnapshot()));
        Receive<GetFleetStatus>(query => Sender.Tell(Status(query.Selector)));
        Receive<ListBatches>(_ => Sender.Tell(ListBatches()));
        Receive<GetBatch>(query =>
        {
            if (FindBatch(query.Batch) is not { } batch)
            {
                Sender.Tell(NoBatch(query.Batch));
                return;
            }
            BatchView view = BatchViews.View(batch, query.Members ? Member : null, DefaultConcurrency);
            // Only the queue knows why something waits, once it has begun.
            if (query.Members && !batch.Ended && _readiness is { Sequence: > 0 })
                _queue.Tell(new QueueActor.Explain(batch.Id, view, Outsiders()), Sender);
            else
                Sender.Tell(view);
        });
    }

    private void TellWaiting(Guid batch, string job, int index)
    {
        if (_model.Batches.GetValueOrDefault(batch) is { Ended: false } state && state.Ordinal(job, index) is >= 0 and int ordinal
            && ordinal < state.Members.Count)
            _queue.Tell(new QueueActor.ExplainMember(batch, ordinal, Outsiders()), Sender);
        else
            Sender.Tell(new WaitingView(null));
    }

    private Outsiders Outsiders() => Scheduling.Outsiders.Of(_model.Containers.Values, _context.Options.Capacity);

    private int DefaultConcurrency => _context.Options.DefaultConcurrency;

    private ContainerView View(ContainerState state) => _views.View(
        state,
        state.Phase == ContainerPhase.Starting && _model.Freeze is not null ? "the thaw of the fleet" : null);

    private ContainerView? Member(Guid id) =>
        _model.Containers.TryGetValue(id, out ContainerState? state) ? View(state) : null;

    private IReadOnlyList<ContainerView> List(ListContainers query) =>
    [
        .. _model.Containers.Values
            .Where(state => (query.All || state.Lives) && Fits(query.Selector, state))
            .OrderBy(state => state.CreatedSeq)
            .Select(View),
    ];

    private void Stats(GetStats query)
    {
        IEnumerable<ContainerState> wanted = _model.Containers.Values.Where(state => state.Lives);
        if (query.Container is { } reference)
        {
            if (Find(reference, out Guid id) is { } refusal)
            {
                Sender.Tell(refusal);
                return;
            }
            wanted = [_model.Containers[id]];
        }
        IReadOnlyList<StatsView> views =
            [.. wanted.OrderBy(state => state.CreatedSeq).Select(state => _views.Stats(state, _context.Clock.Now, query.History))];
        Sender.Tell(views);
    }

    private IReadOnlyList<BatchView> ListBatches() =>
    [
        .. _model.Batches.Values.OrderBy(batch => batch.SubmittedSeq)
            .Select(batch => BatchViews.View(batch, null, DefaultConcurrency)),
    ];

    private BatchState? FindBatch(string reference) =>
        _model.BatchNames.TryGetValue(reference, out Guid id) || Guid.TryParse(reference, out id)
            ? _model.Batches.GetValueOrDefault(id)
            : null;

    private static Refusal NoBatch(string name) =>
        new(RefusalKind.NotFound, $"There is no batch {name}. See: orch batch ls.");

    /// <summary>In the order of their creation.</summary>
    private OrderedDictionary<Guid, string> WhoIs(ContainerPhase phase) => new(_model.Containers.Values
        .Where(state => state.Phase == phase
            && (phase != ContainerPhase.Frozen || state.Freeze?.Scope == ContainerMachine.FleetScope))
        .OrderBy(state => state.CreatedSeq)
        .Select(state => KeyValuePair.Create(state.Id, state.Name)));

    private static bool Fits(LabelSelector? selector, ContainerState state) =>
        selector is null || selector.Matches(key => ContainerViews.Label(state, key));

    private FleetStatusView Status(LabelSelector? selector)
    {
        List<ContainerState> fitting =
            [.. _model.Containers.Values.Where(state => Fits(selector, state)).OrderBy(state => state.CreatedSeq)];
        return new FleetStatusView(
            _model.Freeze?.Freeze,
            fitting.CountBy(state => state.Phase).ToDictionary(),
            [.. fitting.Select(state => state.Name)],
            new Dictionary<string, string>(), null, _model.LastSeq)
        {
            Holds = _model.Freeze?.Holds ?? [],
            BarrierStart = _model.Freeze is { Phase: FleetFreezePhase.Frozen } frozen ? frozen.Barrier : null,
            Operations = _model.Selections.Count,
        };
    }
}
