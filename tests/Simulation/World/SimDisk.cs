using Akka.Actor;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>The journal's rows: what is here is durable.</summary>
internal sealed class SimDisk(SimWorld world)
{
    private readonly List<StoredRecord> _records = [];

    public IReadOnlyList<StoredRecord> Records => _records;

    /// <summary>Nothing can be written until then.</summary>
    public TimeSpan FullUntil { get; set; }

    /// <summary>Another program writes to the journal.</summary>
    public void Intrude(DateTimeOffset time)
    {
        byte[] before = _records.Count == 0 ? RecordCodec.FirstHash : _records[^1].Payload[..RecordCodec.HashLength].ToArray();
        WriteBatch batch = new(
            [new Append([new Entry(new EngineStarted(1, 0, 0, 0, world.Kernel.BootId), Caller.Engine, "intruder")], 1, false, ActorRefs.Nobody)],
            _records.Count, before, time);
        TryAppend([.. batch.Stored.Select((row, i) => new StoredRecord(batch.FirstSeq + i, row.Manifest, row.Payload))]);
    }

    /// <summary>All or nothing, as a transaction; a row that exists already refuses it.</summary>
    public bool TryAppend(IReadOnlyList<StoredRecord> records)
    {
        if (records[0].Seq != _records.Count + 1)
            return false;
        foreach (StoredRecord record in records)
        {
            _records.Add(record);
            world.Check.Durable(record);
        }
        return true;
    }
}
