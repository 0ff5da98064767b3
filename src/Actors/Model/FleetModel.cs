using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;

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

    public IReadOnlyDictionary<Guid, ContainerState> Containers => _containers;

    public IReadOnlyDictionary<string, Guid> Names => _names;

    public IReadOnlyDictionary<Guid, BatchState> Batches => _batches;

    public IReadOnlyDictionary<string, Guid> BatchNames => _batchNames;

    public FleetFreezeState? Freeze { get; private set; }

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
            model._batches[batch.Id] = batch;
            model._batchNames[batch.Name] = batch.Id;
        }
        return model;
    }

    public FleetSnapshot ToSnapshot() =>
        new(LastSeq, LastHash, [.. _containers.Values], [.. _batches.Values], Freeze, BootId);

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
        if (after is not null && Freeze is { Phase: FleetFreezePhase.Frozen } freeze)
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
                Freeze = new FleetFreezeState(e.Operation, FleetFreezePhase.Freezing, new FreezeView(
                    record.Caller, e.Reason, record.Time, record.Time + e.Lease, ContainerMachine.FleetScope));
                break;
            case FleetFrozen { Selector: null } when Freeze is { } freeze:
                Freeze = freeze with { Phase = FleetFreezePhase.Frozen };
                ForEach(state => ContainerEvolution.FrozenWithFleet(state, freeze.Freeze, record.Time));
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

    private void ForEach(Func<ContainerState, ContainerState> change)
    {
        foreach (ContainerState state in _containers.Values.ToArray())
            _containers[state.Id] = change(state);
    }
}
