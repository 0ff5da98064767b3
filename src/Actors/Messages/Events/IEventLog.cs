namespace Orchestrator.Actors.Messages.Events;

/// <summary>The journal for readers. Registered as a service by <c>AddOrchestratorActors</c>.</summary>
public interface IEventLog
{
    /// <summary>
    /// Sequence number of the last durable record, once the history is known.
    /// </summary>
    /// <exception cref="InvalidDataException">The history cannot be read; the message says which record and why.</exception>
    Task<long> HeadAsync(CancellationToken cancel);

    /// <summary>Records that are durable now, in order.</summary>
    IAsyncEnumerable<EventView> ReadAsync(EventQuery query, CancellationToken cancel);

    /// <summary>
    /// The same and then those to come, without gap or repetition, until cancelled. A reader that is too slow for the
    /// live buffer falls back to reading the history: it loses nothing and holds up nobody.
    /// </summary>
    IAsyncEnumerable<EventView> FollowAsync(EventQuery query, CancellationToken cancel);

    /// <summary>
    /// The same, but a reader that keeps up no longer is cut: the sequence ends and <paramref name="cursor"/> tells
    /// where to go on. Reading the history at the beginning may take as long as it likes.
    /// </summary>
    IAsyncEnumerable<EventView> FollowAsync(EventQuery query, EventCursor cursor, CancellationToken cancel);

    /// <summary>Checks sequence and hash chain of the whole journal.</summary>
    Task<AuditVerdict> VerifyAsync(CancellationToken cancel);
}
