using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Journal;

/// <summary>One durable event with what the journal knows around it.</summary>
/// <param name="Seq">Global, from 1, without gaps.</param>
/// <param name="Hash">SHA-256 over the hash before, the sequence number, the manifest and the body.</param>
public sealed record JournalRecord(
    long Seq, DateTimeOffset Time, Guid? ContainerId, string? Container, string? Batch, Caller Caller, string Cause,
    IEvent Event, byte[] Hash)
{
    /// <summary>The attempt of the container that it is about; null where there is none.</summary>
    public int? Attempt { get; init; }
}
