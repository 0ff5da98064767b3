using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Snapshots;

namespace Orchestrator.Actors.Past;

/// <summary>
/// Folds the journal up to a record, by the functions that the live fleet is folded by. Batches are left out: they say
/// nothing about the state of a container.
/// </summary>
internal sealed class PastFold(IJournalReader reader, SnapshotFile? snapshots)
{
    public async Task<FleetModel> ToAsync(long through, CancellationToken cancel)
    {
        FleetModel model = await BeginAsync(through, cancel).ConfigureAwait(false);
        await GoOnAsync(model, through, null, cancel).ConfigureAwait(false);
        return model;
    }

    /// <param name="seen">Is shown each record once it is applied.</param>
    /// <exception cref="InvalidDataException">A record is missing, was changed, or cannot be read.</exception>
    public async Task GoOnAsync(FleetModel model, long through, Action<JournalRecord>? seen, CancellationToken cancel)
    {
        if (model.LastSeq >= through)
            return;
        await foreach (StoredRecord stored in reader.ReadAsync(model.LastSeq, through, cancel).ConfigureAwait(false))
        {
            if (model.LastSeq == 0 && stored.Seq > 1)
                throw new InvalidDataException(
                    $"The records up to {stored.Seq - 1} were moved to an archive that is not here. Put it back to see the past.");
            if (ChainCheck.Problem(stored, model.LastSeq, model.LastHash) is { } problem)
                throw new InvalidDataException($"The journal is damaged: {problem}.");
            if (IsOfABatch(stored.Manifest))
            {
                model.Skip(stored);
                continue;
            }
            JournalRecord record = RecordCodec.Read(stored);
            model.Apply(record);
            seen?.Invoke(record);
        }
    }

    private async Task<FleetModel> BeginAsync(long through, CancellationToken cancel) =>
        snapshots?.Load() is { } snapshot && snapshot.Seq <= through
            && await FleetRestore.BelongsAsync(snapshot, reader, cancel).ConfigureAwait(false)
            ? FleetModel.Of(snapshot with { Batches = [] })
            : new FleetModel();

    private static bool IsOfABatch(string manifest) =>
        (manifest.StartsWith("batch-", StringComparison.Ordinal) || manifest.StartsWith("job-", StringComparison.Ordinal))
        && EventManifests.Find(manifest) is not null;
}
