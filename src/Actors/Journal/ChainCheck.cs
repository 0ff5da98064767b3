namespace Orchestrator.Actors.Journal;

/// <summary>Whether a record is the one that must come next.</summary>
internal static class ChainCheck
{
    public static string? Problem(StoredRecord stored, long lastSeq, ReadOnlySpan<byte> lastHash)
    {
        if (stored.Seq != lastSeq + 1)
            return $"record {lastSeq + 1} is missing: {stored.Seq} follows {lastSeq}";
        return RecordCodec.Fits(stored, lastHash)
            ? null
            : $"record {stored.Seq} ({stored.Manifest}) was changed: its hash does not fit";
    }
}
