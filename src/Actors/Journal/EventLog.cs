using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Actors.Messages.Events;

namespace Orchestrator.Actors.Journal;

internal sealed class EventLog(IJournalReader reader, EventFeed feed, TimeIndex times) : IEventLog
{
    /// <summary>Records that a follower takes at once: while it hands them on, the ring may move on.</summary>
    private const int AtOnce = 256;

    public async Task<long> HeadAsync(CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        return feed.LastSeq;
    }

    public async IAsyncEnumerable<EventView> ReadAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        query = await PlacedAsync(query, cancel).ConfigureAwait(false);
        long through = Math.Min(query.ThroughSeq ?? long.MaxValue, feed.LastSeq);
        EventCursor cursor = new() { After = query.AfterSeq ?? 0 };
        await foreach (EventView view in HistoryAsync(query, cursor, through, cancel).ConfigureAwait(false))
            yield return view;
    }

    public async IAsyncEnumerable<EventView> FollowAsync(
        EventQuery query, [EnumeratorCancellation] CancellationToken cancel)
    {
        EventCursor cursor = new();
        do
        {
            cursor.Cut = false;
            await foreach (EventView view in FollowAsync(query, cursor, cancel).ConfigureAwait(false))
                yield return view;
            query = query with { AfterSeq = cursor.After };
        }
        while (cursor.Cut);
    }

    public async IAsyncEnumerable<EventView> FollowAsync(
        EventQuery query, EventCursor cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        using IDisposable following = feed.Follow();
        cursor.After = query.AfterSeq ?? (query.Since is null ? feed.LastSeq : 0);
        query = await PlacedAsync(query with { AfterSeq = cursor.After }, cancel).ConfigureAwait(false);
        cursor.After = query.AfterSeq!.Value;
        EventFilter filter = new(query);
        long last = query.ThroughSeq ?? long.MaxValue;
        List<JournalRecord> records = new(AtOnce);
        bool live = false;
        while (cursor.After < last)
        {
            records.Clear();
            if (!feed.TryRead(cursor.After, AtOnce, records, out Task news))
            {
                cursor.Cut = live;
                if (live)
                    yield break;
                await foreach (EventView view in HistoryAsync(query, cursor, Math.Min(feed.LastSeq, last), cancel).ConfigureAwait(false))
                    yield return view;
                continue;
            }
            live = true;
            if (records.Count == 0)
                await news.WaitAsync(cancel).ConfigureAwait(false);
            foreach (JournalRecord record in records)
            {
                if (record.Seq > last)
                    yield break;
                cursor.After = record.Seq;
                (string manifest, _) = EventManifests.Of(record.Event);
                if (filter.Wants(manifest) && filter.Wants(record))
                    yield return View(record);
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

    /// <summary>
    /// Times turned into places. After the first record of the time, or a later one, comes all that follows, whatever
    /// time it shows: the number decides (case J10).
    /// </summary>
    private async Task<EventQuery> PlacedAsync(EventQuery query, CancellationToken cancel)
    {
        if (query.Since is { } since)
        {
            long head = feed.LastSeq;
            query = await times.FirstSinceAsync(since, head, cancel).ConfigureAwait(false) is { } first
                ? query with { Since = null, AfterSeq = Math.Max(query.AfterSeq ?? 0, first - 1) }
                : query with { AfterSeq = Math.Max(query.AfterSeq ?? 0, head) };
        }
        if (query.Until is { } until && until < DateTimeOffset.MaxValue)
        {
            long through = await Past.Moments.LastUntilAsync(reader, until, feed.LastSeq, cancel).ConfigureAwait(false);
            if (through < feed.LastSeq)
                query = query with { Until = null, ThroughSeq = Math.Min(query.ThroughSeq ?? long.MaxValue, through) };
        }
        return query;
    }

    /// <exception cref="HistoryGapException">What comes next is not in the journal any more.</exception>
    private async IAsyncEnumerable<EventView> HistoryAsync(
        EventQuery query, EventCursor cursor, long through, [EnumeratorCancellation] CancellationToken cancel)
    {
        EventFilter filter = new(query);
        await foreach (StoredRecord stored in reader.ReadAsync(cursor.After, through, cancel).ConfigureAwait(false))
        {
            if (stored.Seq != cursor.After + 1)
                throw new HistoryGapException(cursor.After, stored.Seq);
            cursor.After = stored.Seq;
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
