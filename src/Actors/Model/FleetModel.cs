using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Queues;

namespace Orchestrator.Actors.Model;

/// <summary>
/// The whole node as its events add up: the one table that queries are answered from. It changes by
/// <see cref="Apply"/> only, so that a replay of the journal gives the same model as living through it.
/// </summary>
internal sealed class FleetModel
{
    private readonly Dictionary<Guid, ContainerState> _containers = [];
    private readonly Dictionary<string, Guid> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, BatchState> _batches = [];
    private readonly Dictionary<string, Guid> _batchNames = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, FreezeSelection> _selections = [];
    private readonly Dictionary<string, JobClass> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, ScheduleState> _schedules = [];
    private readonly Dictionary<string, NetworkRecord> _networks = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<Guid, ContainerState> Containers => _containers;

    public IReadOnlyDictionary<string, Guid> Names => _names;

    public IReadOnlyDictionary<Guid, BatchState> Batches => _batches;

    public IReadOnlyDictionary<string, Guid> BatchNames => _batchNames;

    /// <summary>The classes that somebody has set; the others are <see cref="JobClass.Default"/>.</summary>
    public IReadOnlyDictionary<string, JobClass> Classes => _classes;

    public IReadOnlyDictionary<Guid, ScheduleState> Schedules => _schedules;

    public IReadOnlyDictionary<string, NetworkRecord> Networks => _networks;

    public FleetFreezeState? Freeze { get; private set; }

    /// <summary>Partial freezes and thaws that are under way.</summary>
    public IReadOnlyDictionary<Guid, FreezeSelection> Selections => _selections;

    /// <summary>The boot of the host in which the last daemon started; null if its record does not tell.</summary>
    public string? BootId { get; private set; }

    public long LastSeq { get; private set; }

    public byte[] LastHash { get; private set; } = RecordCodec.FirstHash;

    public static FleetModel Of(FleetSnapshot snapshot)
    {
        FleetModel model = new() { LastSeq = snapshot.Seq, LastHash = snapshot.Hash, Freeze = snapshot.Freeze, BootId = snapshot.BootId };
        foreach (ContainerState container in snapshot.Containers)
        {
            model._containers[container.Id] = container;
            model._names[container.Name] = container.Id;
        }
        foreach (BatchState batch in snapshot.Batches)
        {
            model._batches[batch.Id] = batch.Whole();
            model._batchNames[batch.Name] = batch.Id;
        }
        foreach (FreezeSelection selection in snapshot.Selections)
            model._selections[selection.Operation] = selection;
        foreach (JobClass known in snapshot.Classes ?? [])
            model._classes[known.Name] = known;
        foreach (ScheduleState schedule in snapshot.Schedules ?? [])
            model._schedules[schedule.Id] = schedule;
        foreach (NetworkRecord network in snapshot.Networks ?? [])
            model._networks[network.Definition.Name] = network;
        return model;
    }

    public FleetSnapshot ToSnapshot() =>
        new(LastSeq, LastHash, [.. _containers.Values], [.. _batches.Values], Freeze, BootId)
        {
            Selections = [.. _selections.Values.OrderBy(selection => selection.Operation)],
            Classes = [.. _classes.Values.OrderBy(known => known.Name, StringComparer.Ordinal)],
            Schedules = [.. _schedules.Values.OrderBy(schedule => schedule.AddedSeq)],
            Networks = [.. _networks.Values.OrderBy(network => network.CreatedSeq)],
        };

    public JobClass ClassOf(string name) => _classes.GetValueOrDefault(name) ?? JobClass.Default(name);

    /// <summary>Counts a record that does not matter to whoever folds.</summary>
    public void Skip(StoredRecord stored)
    {
        LastSeq = stored.Seq;
        LastHash = stored.Payload[..RecordCodec.HashLength].ToArray();
    }

    public void Apply(JournalRecord record)
    {
        LastSeq = record.Seq;
        LastHash = record.Hash;
        switch (record.Event)
        {
            case IContainerEvent when record.ContainerId is { } id:
                ApplyToContainer(id, record);
                break;
            case BatchSubmitted e:
                _batches[e.BatchId] = BatchEvolution.Submit(record, e);
                _batchNames[e.Name] = e.BatchId;
                break;
            case IBatchEvent e when _batches.TryGetValue(e.BatchId, out BatchState? batch):
                _batches[e.BatchId] = BatchEvolution.Evolve(batch, record);
                break;
            case QueueClassSet e:
                _classes[e.Class.Name] = e.Class;
                break;
            case ScheduleAdded e:
                _schedules[e.ScheduleId] = new ScheduleState
                {
                    Id = e.ScheduleId,
                    Name = e.Name,
                    Definition = e.Definition,
                    Owner = record.Caller,
                    AddedAt = record.Time,
                    AddedSeq = record.Seq,
                };
                break;
            case ScheduleRemoved e:
                _schedules.Remove(e.ScheduleId);
                break;
            case ScheduleDue e when _schedules.TryGetValue(e.ScheduleId, out ScheduleState? schedule):
                _schedules[e.ScheduleId] = schedule with
                {
                    LastDue = e.Due,
                    LastOutcome = e.Outcome,
                    LastBatch = e.Batch ?? schedule.LastBatch,
                };
                break;
            case NetworkCreated e:
                _networks[e.Definition.Name] = new NetworkRecord
                {
                    Id = e.NetworkId,
                    Definition = e.Definition,
                    Owner = record.Caller,
                    CreatedAt = record.Time,
                    CreatedSeq = record.Seq,
                };
                break;
            case NetworkRemoved e when _networks.GetValueOrDefault(e.Name)?.Id == e.NetworkId:
                _networks.Remove(e.Name);
                break;
            case EngineStarted e:
                BootId = e.BootId;
                break;
            case IFleetEvent:
                ApplyToFleet(record);
                break;
            default:
                break;
        }
    }

    private void ApplyToContainer(Guid id, JournalRecord record)
    {
        _containers.TryGetValue(id, out ContainerState? before);
        ContainerState? after = ContainerEvolution.Evolve(before, record);
        if (after is not null && Freeze is { Phase: FleetFreezePhase.Frozen } freeze && !freeze.IsStuck(id))
            after = ContainerEvolution.FrozenWithFleet(after, freeze.Freeze, record.Time);
        if (before is not null && before.Name != after?.Name)
            _names.Remove(before.Name);
        if (after is null)
        {
            _containers.Remove(id);
        }
        else
        {
            _containers[id] = after;
            _names[after.Name] = id;
        }
        if ((after ?? before)?.Job is { } job && _batches.TryGetValue(job.BatchId, out BatchState? batch))
            _batches[job.BatchId] = BatchEvolution.Evolve(batch, job, after, record);
    }

    private void ApplyToFleet(JournalRecord record)
    {
        switch (record.Event)
        {
            case FleetFreezeRequested { Selector: null } e:
                FreezeView first = Hold(record, e.Owner, e.Reason, e.Lease);
                Freeze = new FleetFreezeState(e.Operation, FleetFreezePhase.Freezing, first, [first]);
                break;
            case FleetFreezeRequested { Members: { } members } e:
                _selections[e.Operation] = new FreezeSelection(
                    e.Operation, e.Selector, true, record.Caller, record.Cause, e.Owner, false, e.Reason, record.Time + e.Lease, members);
                break;
            case FleetThawRequested { Selector: { } selector, Members: { } members } e:
                _selections[e.Operation] = new FreezeSelection(
                    e.Operation, selector, false, record.Caller, record.Cause, e.Owner, e.Force == true, null, null, members);
                break;
            case FleetFrozen { Selector: not null } e:
                _selections.Remove(e.Operation);
                break;
            case FleetThawed { Selector: not null } e:
                _selections.Remove(e.Operation);
                break;
            case FleetFreezeHeld e when Freeze is { } freeze:
                Freeze = freeze.With(Hold(record, e.Owner, e.Reason, e.Lease));
                break;
            case FleetFreezeReleased e when Freeze is { } freeze:
                FleetFreezeState rest = Freeze = freeze.Without(e.Owner);
                ForEach(state => ContainerEvolution.FrozenByFleet(state, rest.Freeze));
                break;
            // Who follows late may be recorded only once the fleet is being thawed.
            case FleetFrozen { Selector: null } e when Freeze is { Phase: not FleetFreezePhase.Thawing } freeze:
                FleetFreezeState frozen = Freeze = freeze with { Phase = FleetFreezePhase.Frozen, Barrier = e.Barrier, Stuck = e.Stuck is { Count: > 0 } stuck ? [.. stuck] : null };
                ForEach(state => frozen.IsStuck(state.Id) ? state : ContainerEvolution.FrozenWithFleet(state, freeze.Freeze, record.Time));
                break;
            case FleetThawRequested { Selector: null } when Freeze is { } freeze:
                Freeze = freeze with { Phase = FleetFreezePhase.Thawing };
                break;
            case FleetThawFailed when Freeze is { Phase: FleetFreezePhase.Thawing } freeze:
                Freeze = freeze with { Phase = FleetFreezePhase.Frozen };
                break;
            case FleetFreezeFailed or FleetThawed { Selector: null }:
                Freeze = null;
                ForEach(state => ContainerEvolution.ThawedWithFleet(state, record.Time));
                break;
            default:
                break;
        }
    }

    private static FreezeView Hold(JournalRecord record, string? owner, string? reason, TimeSpan? lease) =>
        new(record.Caller, reason, record.Time, record.Time + lease, ContainerMachine.FleetScope) { Owner = owner };

    private void ForEach(Func<ContainerState, ContainerState> change)
    {
        foreach (ContainerState state in _containers.Values.ToArray())
            _containers[state.Id] = change(state);
    }
}
