using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Tests.Fakes;

internal static class JournalChain
{
    public static void Check(IReadOnlyList<StoredRecord> records)
    {
        long seq = 0;
        byte[] hash = RecordCodec.FirstHash;
        foreach (StoredRecord record in records)
        {
            ChainCheck.Problem(record, seq, hash).ShouldBeNull();
            seq = record.Seq;
            hash = record.Payload[..RecordCodec.HashLength].ToArray();
        }
    }
}
