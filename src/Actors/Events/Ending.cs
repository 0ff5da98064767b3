using Orchestrator.Actors.Messages;

namespace Orchestrator.Actors.Events;

/// <summary>By whom and why an attempt was ended; none for one that ended by itself.</summary>
/// <param name="Why">The command or cause, in the words of the record that asked for it.</param>
public sealed record Ending(EndCause Cause, Caller By, string Why, DateTimeOffset AskedAt, int? Signal);
