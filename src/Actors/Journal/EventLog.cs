using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Actors.Journal;

internal sealed class EventLog(IJournalReader reader, EventFeed feed) : IEventLog
{
    public async Task<long> HeadAsync(CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        return feed.LastSeq;
    }

    public async IAsyncEnumerable<EventView> ReadAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        long through = Math.Min(query.ThroughSeq ?? long.MaxValue, feed.LastSeq);
        await foreach (EventView view in HistoryAsync(query, query.AfterSeq ?? 0, through, cancel).ConfigureAwait(false))
            yield return view;
    }

    public async IAsyncEnumerable<EventView> FollowAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        EventFilter filter = new(query);
        long? cursor = query.AfterSeq;
        long last = query.ThroughSeq ?? long.MaxValue;
        while (cursor is null || cursor < last)
        {
            (Channel<JournalRecord> live, long after) = feed.Follow();
            try
            {
                if (cursor < after)
                {
                    await foreach (EventView view in HistoryAsync(query, cursor.Value, Math.Min(after, last), cancel)
                        .ConfigureAwait(false))
                        yield return view;
                }
                cursor = Math.Max(cursor ?? after, after);
                await foreach (JournalRecord record in live.Reader.ReadAllAsync(cancel).ConfigureAwait(false))
                {
                    if (record.Seq > last)
                        yield break;
                    cursor = record.Seq;
                    (string manifest, _) = EventManifests.Of(record.Event);
                    if (filter.Wants(manifest) && filter.Wants(record))
                        yield return View(record);
                }
            }
            finally
            {
                feed.Leave(live);
            }
        }
    }

    public async Task<AuditVerdict> VerifyAsync(CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        long seq = 0;
        byte[] hash = RecordCodec.FirstHash;
        await foreach (StoredRecord stored in reader.ReadAsync(0, long.MaxValue, cancel).ConfigureAwait(false))
        {
            if (ChainCheck.Problem(stored, seq, hash) is { } problem)
                return new AuditVerdict(seq, seq + 1, problem, Convert.ToHexStringLower(hash));
            seq = stored.Seq;
            stored.Payload[..RecordCodec.HashLength].CopyTo(hash);
        }
        return new AuditVerdict(seq, null, null, Convert.ToHexStringLower(hash));
    }

    private async IAsyncEnumerable<EventView> HistoryAsync(
        EventQuery query, long after, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        EventFilter filter = new(query);
        await foreach (StoredRecord stored in reader.ReadAsync(after, through, cancel).ConfigureAwait(false))
        {
            if (!filter.MayWant(stored))
                continue;
            JournalRecord record = RecordCodec.Read(stored);
            if (filter.Wants(record))
                yield return View(record);
        }
    }

    private static EventView View(JournalRecord record)
    {
        (string manifest, JsonTypeInfo info) = EventManifests.Of(record.Event);
        return new EventView(
            record.Seq, record.Time, EventManifests.TypeName(manifest), record.Container, record.ContainerId, record.Batch,
            record.Caller, record.Cause, JsonSerializer.SerializeToElement(record.Event, info),
            Convert.ToHexStringLower(record.Hash))
        {
            Attempt = record.Attempt,
        };
    }
}
