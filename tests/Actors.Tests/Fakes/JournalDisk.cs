using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Tests.Fakes;

/// <summary>Where the test journal writes: outlives daemons, and can fail or be cut off like a disk.</summary>
internal sealed class JournalDisk : IJournalReader
{
    private readonly Lock _lock = new();
    private readonly List<StoredRecord> _records = [];

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Called before a write with the number of records that it would make; an exception fails the write.</summary>
    public Action<int> BeforeWrite { get; set; } = _ => { };

    /// <summary>Called once a write is on disk; an exception loses the answer.</summary>
    public Action<int> AfterWrite { get; set; } = _ => { };

    public IReadOnlyList<StoredRecord> Records
    {
        get
        {
            lock (_lock)
                return [.. _records];
        }
    }

    public IReadOnlyList<JournalRecord> Events => [.. Records.Select(RecordCodec.Read)];

    public long Highest
    {
        get
        {
            lock (_lock)
                return _records.Count;
        }
    }

    public void Write(IReadOnlyList<StoredRecord> records)
    {
        int after;
        lock (_lock)
        {
            after = _records.Count + records.Count;
            BeforeWrite(after);
            if (records[0].Seq != _records.Count + 1)
                throw new InvalidOperationException($"{records[0].Seq} written after {_records.Count}");
            _records.AddRange(records);
        }
        AfterWrite(after);
    }

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.Yield();
        foreach (StoredRecord record in Records)
        {
            if (record.Seq > afterSeq && record.Seq <= throughSeq)
                yield return record;
        }
    }
}
