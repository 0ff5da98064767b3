using System.Text;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <summary>
/// Finds what a name meant last, and reads what bears on it. Two scans of the journal; only the records that count are
/// taken apart.
/// </summary>
internal sealed class StoryReader(IJournalReader reader)
{
    /// <summary>Null when nothing ever had that name.</summary>
    /// <exception cref="InvalidDataException">A record is missing, was changed, or cannot be read.</exception>
    public async Task<WhyAnswer?> ReadAsync(string name, long through, CancellationToken cancel)
    {
        Subject subject = await new SubjectFinder(name).FindAsync(reader, through, cancel).ConfigureAwait(false);
        if (subject.Container is { } container)
            return ContainerWhy.Of(await ContainerAsync(container, subject.BatchOfContainer, through, cancel).ConfigureAwait(false));
        if (subject.Batch is not { } batch)
            return null;
        BatchStory story = await BatchAsync(batch, through, cancel).ConfigureAwait(false);
        if (subject.Member is not { } which)
            return BatchWhy.Of(story);
        return story.Batch.Ordinal(which.Job, which.Index) is >= 0 and int ordinal
            && which.Index < story.Batch.Definition.Jobs[story.Batch.JobOrdinal(which.Job)].MemberCount()
            ? MemberWhy.Of(story, story.Batch.Members[ordinal])
            : null;
    }

    private async Task<ContainerStory> ContainerAsync(Guid id, string? batch, long through, CancellationToken cancel)
    {
        byte[] own = Encoding.UTF8.GetBytes($"\"id\":\"{id}\"");
        byte[]? ofBatch = batch is null ? null : BatchText(batch);
        FleetModel model = new();
        List<Step> steps = [];
        Guid? batchId = null;
        await foreach (StoredRecord stored in reader.ReadAsync(0, through, cancel).ConfigureAwait(false))
        {
            if (!IsOfFleet(stored) && stored.Payload.Span.IndexOf(own) < 0 && !(ofBatch is not null && IsOfBatch(stored, ofBatch)))
                continue;
            JournalRecord record = RecordCodec.Read(stored);
            if (record.Event is IContainerEvent && record.ContainerId != id)
                continue;
            ContainerState? before = model.Containers.GetValueOrDefault(id);
            FleetFreezeState? freeze = model.Freeze;
            model.Apply(record);
            ContainerState? after = model.Containers.GetValueOrDefault(id);
            batchId ??= after?.Job?.BatchId;
            if (record.ContainerId == id || !ReferenceEquals(before, after) || (after is { Lives: true } && freeze?.Phase != model.Freeze?.Phase))
                steps.Add(new Step(record, before, after));
        }
        if (steps.Count == 0 || (steps[^1].After ?? steps[^1].Before) is null)
            throw new InvalidDataException("Its beginning was moved to an archive that is not here. Put it back to see why.");
        return new ContainerStory(
            steps, model.Freeze, batchId is { } known ? model.Batches.GetValueOrDefault(known) : null, through);
    }

    private async Task<BatchStory> BatchAsync((Guid Id, string Name) batch, long through, CancellationToken cancel)
    {
        byte[] text = BatchText(batch.Name);
        FleetModel model = new();
        List<JournalRecord> own = [];
        await foreach (StoredRecord stored in reader.ReadAsync(0, through, cancel).ConfigureAwait(false))
        {
            if (!IsOfFleet(stored) && stored.Payload.Span.IndexOf(text) < 0)
                continue;
            JournalRecord record = RecordCodec.Read(stored);
            model.Apply(record);
            if (record.Event is IBatchEvent e && e.BatchId == batch.Id)
                own.Add(record);
        }
        BatchState state = model.Batches.GetValueOrDefault(batch.Id)
            ?? throw new InvalidDataException("Its beginning was moved to an archive that is not here. Put it back to see why.");
        return new BatchStory(state, own, model.Freeze, through);
    }

    private static byte[] BatchText(string name) => Encoding.UTF8.GetBytes($"\"batch\":\"{name}\"");

    private static bool IsOfFleet(StoredRecord stored) => stored.Manifest.StartsWith("fleet-", StringComparison.Ordinal);

    private static bool IsOfBatch(StoredRecord stored, byte[] text) =>
        (stored.Manifest.StartsWith("batch-", StringComparison.Ordinal) || stored.Manifest.StartsWith("job-", StringComparison.Ordinal))
        && stored.Payload.Span.IndexOf(text) >= 0;
}
