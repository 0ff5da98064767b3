using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// Folds the journal: the snapshot if there is a sound one, then the records after it, each checked against the chain.
/// </summary>
internal static class FleetRestore
{
    public static async Task<RestoredFleet> RunAsync(IJournalReader reader, SnapshotFile? snapshots, bool oneThread, CancellationToken cancel)
    {
        Failpoint.Hit("restore.before-fold");
        FleetSnapshot? snapshot = snapshots?.Load();
        if (snapshot is not null && !await BelongsAsync(snapshot, reader, cancel).ConfigureAwait(false))
            snapshot = null;
        FleetModel model = snapshot is null ? new FleetModel() : FleetModel.Of(snapshot);
        await foreach (JournalRecord[] records in
            RecordScan.ReadAsync(reader, model.LastSeq, model.LastHash, oneThread, cancel).ConfigureAwait(false))
        {
            foreach (JournalRecord record in records)
                model.Apply(record);
        }
        return new RestoredFleet(model, snapshot?.Seq ?? 0);
    }

    /// <summary>A snapshot of another journal, or of one that was put back to an older state, is of no use.</summary>
    internal static async Task<bool> BelongsAsync(FleetSnapshot snapshot, IJournalReader reader, CancellationToken cancel)
    {
        if (snapshot.Seq == 0)
            return true;
        await foreach (StoredRecord stored in reader.ReadAsync(snapshot.Seq - 1, snapshot.Seq, cancel).ConfigureAwait(false))
            return stored.Payload.Span[..RecordCodec.HashLength].SequenceEqual(snapshot.Hash);
        return false;
    }
}
