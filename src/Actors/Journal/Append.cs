using Akka.Actor;

namespace Orchestrator.Actors.Journal;

/// <summary>Entries that become durable together or not at all.</summary>
/// <param name="Tag">The asker's number; comes back with the answer.</param>
/// <param name="Refusable">
/// True for an order that has changed nothing yet. False for what has happened: it waits as long as the journal needs.
/// </param>
internal sealed record Append(IReadOnlyList<Entry> Entries, long Tag, bool Refusable, IActorRef ReplyTo);
