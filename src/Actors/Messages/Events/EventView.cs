using System.Text.Json;

namespace Orchestrator.Actors.Messages.Events;

/// <summary>One record of the journal.</summary>
/// <param name="Seq">Global, from 1, without gaps.</param>
/// <param name="Type">E.g. <c>container-started</c>.</param>
/// <param name="Container">Name of the container it is about, if one.</param>
/// <param name="Batch">Name of the batch it is about, if one.</param>
/// <param name="Actor">Who caused it.</param>
/// <param name="Data">The event itself.</param>
/// <param name="Hash">SHA-256 over the hash before and this record, in lower-case hex.</param>
public sealed record EventView(
    long Seq, DateTimeOffset Time, string Type, string? Container, Guid? ContainerId, string? Batch, Caller Actor,
    string Cause, JsonElement Data, string Hash)
{
    /// <summary>The attempt of the container that it is about; null where there is none.</summary>
    public int? Attempt { get; init; }
}
