using Akka.Actor;

namespace Orchestrator.Actors.Journal;

/// <summary>The records of one <see cref="Append"/>, durable.</summary>
internal sealed record CommittedGroup(IActorRef ReplyTo, long Tag, IReadOnlyList<JournalRecord> Records);
