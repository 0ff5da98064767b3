using Orchestrator.Actors.Journal;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>The journal's rows: what is here is durable.</summary>
internal sealed class SimDisk(SimWorld world)
{
    private readonly List<StoredRecord> _records = [];

    public IReadOnlyList<StoredRecord> Records => _records;

    /// <summary>Nothing can be written until then.</summary>
    public TimeSpan FullUntil { get; set; }

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
