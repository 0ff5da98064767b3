using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Archives;

/// <summary>
/// The steps of moving old records to a file. Each can be broken off: files that no record names are written over, and
/// records that lie in a file that is recorded are removed by the next try.
/// </summary>
internal sealed class ArchiveWork(IJournalArchive archive, IJournalReader reader)
{
    /// <summary>The last record before the bound; null when nothing lies before it.</summary>
    /// <param name="head">The newest record stays in the journal, and so does everything from here on.</param>
    public async Task<(long First, long Through)?> RangeAsync(
        long? beforeSeq, DateTimeOffset? beforeTime, long head, CancellationToken cancel)
    {
        if (await archive.FirstInJournalAsync(cancel).ConfigureAwait(false) is not { } first)
            return null;
        long through = Math.Min((beforeSeq ?? long.MaxValue) - 1, head - 1);
        if (beforeTime is { } time)
        {
            await foreach (StoredRecord stored in reader.ReadAsync(first - 1, through, cancel).ConfigureAwait(false))
            {
                if (RecordCodec.Read(stored).Time < time)
                    continue;
                through = stored.Seq - 1;
                break;
            }
        }
        return through >= first ? (first, through) : null;
    }

    public async Task<DateTimeOffset?> OldestAsync(CancellationToken cancel)
    {
        if (await archive.FirstInJournalAsync(cancel).ConfigureAwait(false) is not { } first)
            return null;
        await foreach (StoredRecord stored in reader.ReadAsync(first - 1, first, cancel).ConfigureAwait(false))
            return RecordCodec.Read(stored).Time;
        return null;
    }

    /// <summary>Writes both files and gives what is to be recorded about them.</summary>
    public async Task<JournalArchived> PrepareAsync(long first, long through, CancellationToken cancel)
    {
        (FleetModel model, byte[] hashBefore) = await FoldAsync(first, through, cancel).ConfigureAwait(false);
        ArchivedFile ground = archive.WriteBase(through, FleetBase.Write(model.ToSnapshot()));
        ArchivedFile file = await archive.WriteAsync(first, through, hashBefore, cancel).ConfigureAwait(false);
        return new JournalArchived(
            first, through, Convert.ToHexStringLower(model.LastHash), file.Name, file.Sha256, file.Bytes, ground.Name, ground.Sha256);
    }

    public Task RemoveAsync(long through, CancellationToken cancel) => archive.RemoveThroughAsync(through, cancel);

    /// <summary>Up to where records are still to be removed since a daemon ended amidst; null when none are.</summary>
    public async Task<long?> UnfinishedAsync(CancellationToken cancel)
    {
        if (await archive.FirstInJournalAsync(cancel).ConfigureAwait(false) is not { } first || !archive.MayHold(first))
            return null;
        long? through = null;
        await foreach (StoredRecord stored in reader.ReadAsync(first - 1, long.MaxValue, cancel).ConfigureAwait(false))
        {
            if (stored.Manifest == "journal-archived.v1" && RecordCodec.Read(stored).Event is JournalArchived archived
                && archived.Through >= first)
                through = Math.Max(through ?? 0, archived.Through);
        }
        return through;
    }

    private async Task<(FleetModel Model, byte[] HashBefore)> FoldAsync(long first, long through, CancellationToken cancel)
    {
        FleetModel model = new();
        if (first > 1 && archive.ReadBase(first) is { } ground && ground.Through == first - 1
            && FleetBase.Read(ground.Content.Span) is { } fleet && fleet.Seq == ground.Through)
            model = FleetModel.Of(fleet);
        byte[] hashBefore = model.LastHash;
        await foreach (StoredRecord stored in reader.ReadAsync(model.LastSeq, through, cancel).ConfigureAwait(false))
        {
            if (ChainCheck.Problem(stored, model.LastSeq, model.LastHash) is { } problem)
                throw new InvalidDataException($"The journal is damaged: {problem}. Nothing was archived.");
            model.Apply(RecordCodec.Read(stored));
            if (stored.Seq == first - 1)
                hashBefore = model.LastHash;
        }
        return model.LastSeq == through
            ? (model, hashBefore)
            : throw new InvalidDataException($"Record {model.LastSeq + 1} of the journal is missing. Nothing was archived.");
    }
}
