namespace Orchestrator.Actors.Journal;

/// <summary>The write that is under way: sealed once, so that it can be recognised in the journal afterwards.</summary>
internal sealed class WriteBatch
{
    private readonly List<SealedRecord> _stored = [];
    private readonly List<CommittedGroup> _groups = [];

    public WriteBatch(List<Append> appends, long lastSeq, byte[] lastHash, DateTimeOffset time)
    {
        Appends = appends;
        FirstSeq = lastSeq + 1;
        LastSeq = lastSeq;
        LastHash = lastHash;
        foreach (Append append in appends)
        {
            List<JournalRecord> records = new(append.Entries.Count);
            foreach (Entry entry in append.Entries)
            {
                Entry placed = entry.Event is IPlacedEvent waits
                    ? entry with { Event = waits.At(LastSeq, LastHash, time) }
                    : entry;
                (SealedRecord stored, JournalRecord record) = RecordCodec.Seal(placed, ++LastSeq, time, LastHash);
                LastHash = record.Hash;
                _stored.Add(stored);
                records.Add(record);
            }
            _groups.Add(new CommittedGroup(append.ReplyTo, append.Tag, records));
        }
    }

    public List<Append> Appends { get; }

    public long FirstSeq { get; }

    public long LastSeq { get; }

    public byte[] LastHash { get; }

    public IReadOnlyList<SealedRecord> Stored => _stored;

    public IReadOnlyList<CommittedGroup> Groups => _groups;
}
