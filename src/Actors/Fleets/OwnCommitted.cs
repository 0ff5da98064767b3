using Orchestrator.Actors.Journal;

namespace Orchestrator.Actors.Fleets;

/// <summary>To an operation or the queue: what it asked to record is durable, and folded.</summary>
internal sealed record OwnCommitted(long Tag, IReadOnlyList<JournalRecord> Records);
