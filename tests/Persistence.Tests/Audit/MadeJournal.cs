using System.Runtime.CompilerServices;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Tests.Audit;

/// <summary>Records in memory, chained and signed as the engine does it.</summary>
internal sealed class MadeJournal(IReadOnlyList<StoredRecord> records) : IJournalReader
{
    public static AuditKey Key { get; } = AuditKey.Of([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);

    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<StoredRecord> Records => records;

    /// <param name="checkpointEvery">Each so many-th record is a checkpoint; 0: none is.</param>
    public static MadeJournal Of(int count, int checkpointEvery = 10, string cause = "test", AuditKey? key = null)
    {
        List<StoredRecord> records = new(count);
        byte[] hash = RecordCodec.FirstHash;
        for (int seq = 1; seq <= count; seq++)
        {
            DateTimeOffset time = Begin.AddSeconds(seq);
            IEvent what = checkpointEvery > 0 && seq % checkpointEvery == 0
                ? new PlacedCheckpoint(key ?? Key, "node1").At(seq - 1, hash, time)
                : new ContainerRenamed($"name-{seq}-\"ü\u0001");
            Guid id = new(seq, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
            Entry entry = new(what, new Caller(1000, "ann"), cause, id, $"web{seq}");
            (SealedRecord stored, JournalRecord record) = RecordCodec.Seal(entry, seq, time, hash);
            hash = record.Hash;
            records.Add(new StoredRecord(seq, stored.Manifest, stored.Payload));
        }
        return new MadeJournal(records);
    }

    public MadeJournal Through(int count) => new([.. records.Take(count)]);

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        foreach (StoredRecord record in records)
        {
            if (record.Seq > afterSeq && record.Seq <= throughSeq)
                yield return record;
        }
    }
}
