using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// Folds the journal: the snapshot if there is a sound one, or the fleet as it was at the end of the archives, then the
/// records after it, each checked against the chain.
/// </summary>
internal static class FleetRestore
{
    public static async Task<RestoredFleet> RunAsync(
        IJournalReader reader, SnapshotFile? snapshots, bool oneThread, CancellationToken cancel, IJournalArchive? archive = null)
    {
        Failpoint.Hit("restore.before-fold");
        FleetSnapshot? snapshot = snapshots?.Load();
        if (snapshot is not null && !await BelongsAsync(snapshot, reader, cancel).ConfigureAwait(false))
            snapshot = null;
        if (snapshot is null && archive is not null
            && await FromBaseAsync(reader, archive, oneThread, cancel).ConfigureAwait(false) is { } based)
            return new RestoredFleet(based, 0);
        FleetModel model = snapshot is null ? new FleetModel() : FleetModel.Of(snapshot);
        await FoldAsync(model, reader, new BaseProof(null), oneThread, cancel).ConfigureAwait(false);
        return new RestoredFleet(model, snapshot?.Seq ?? 0);
    }

    /// <summary>Null when there is no base, or none that the journal confirms: then all records are read.</summary>
    private static async Task<FleetModel?> FromBaseAsync(
        IJournalReader reader, IJournalArchive archive, bool oneThread, CancellationToken cancel)
    {
        if (await archive.FirstInJournalAsync(cancel).ConfigureAwait(false) is not (> 1 and { } first)
            || archive.ReadBase(first) is not { } ground
            || FleetBase.Read(ground.Content.Span) is not { } fleet || fleet.Seq != ground.Through)
            return null;
        try
        {
            BaseProof proof = new(ground);
            FleetModel model = FleetModel.Of(fleet);
            await FoldAsync(model, reader, proof, oneThread, cancel).ConfigureAwait(false);
            return proof.IsMissing ? null : model;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static async Task FoldAsync(FleetModel model, IJournalReader reader, BaseProof proof, bool oneThread, CancellationToken cancel)
    {
        await foreach (JournalRecord[] records in
            RecordScan.ReadAsync(reader, model.LastSeq, model.LastHash, oneThread, cancel).ConfigureAwait(false))
        {
            foreach (JournalRecord record in records)
            {
                proof.See(record);
                model.Apply(record);
            }
        }
    }

    /// <summary>A snapshot of another journal, or of one that was put back to an older state, is of no use.</summary>
    internal static async Task<bool> BelongsAsync(FleetSnapshot snapshot, IJournalReader reader, CancellationToken cancel)
    {
        if (snapshot.Seq == 0)
            return true;
        await foreach (StoredRecord stored in reader.ReadAsync(snapshot.Seq - 1, snapshot.Seq, cancel).ConfigureAwait(false))
            return stored.Seq == snapshot.Seq && stored.Payload.Span[..RecordCodec.HashLength].SequenceEqual(snapshot.Hash);
        return false;
    }
}
