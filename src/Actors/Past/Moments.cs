using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.History;

namespace Orchestrator.Actors.Past;

/// <summary>Finds the record that a moment means.</summary>
internal sealed class Moments(IJournalReader reader, EventFeed feed)
{
    private const int Page = 4_096;

    public async Task<Reply<long>> ResolveAsync(Moment moment, CancellationToken cancel)
    {
        try
        {
            await feed.Ready.WaitAsync(cancel).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            return new Reply<long>(0, new Refusal(RefusalKind.Unavailable, e.Message));
        }
        long head = feed.LastSeq;
        if (moment.Seq is { } seq)
        {
            return seq <= head
                ? new Reply<long>(seq, null)
                : new Reply<long>(0, new Refusal(
                    RefusalKind.Invalid, $"The journal ends at record {head}; record {seq} is yet to come."));
        }
        return new Reply<long>(
            moment.Time is { } time ? await LastUntilAsync(reader, time, head, cancel).ConfigureAwait(false) : head, null);
    }

    /// <summary>
    /// The last record up to <paramref name="head"/> whose time is not after <paramref name="time"/>; 0 if there is
    /// none. It reads backwards, since times need not be in order: what lies before the one found need not be read.
    /// </summary>
    public static async Task<long> LastUntilAsync(IJournalReader reader, DateTimeOffset time, long head, CancellationToken cancel)
    {
        for (long through = head; through > 0; through -= Page)
        {
            long found = 0;
            await foreach (StoredRecord stored in reader.ReadAsync(Math.Max(0, through - Page), through, cancel).ConfigureAwait(false))
            {
                if (RecordCodec.TimeOf(stored) <= time)
                    found = stored.Seq;
            }
            if (found > 0)
                return found;
        }
        return 0;
    }
}
