using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Past.Why;

/// <param name="Records">The batch's own records, in order.</param>
internal sealed record BatchStory(BatchState Batch, IReadOnlyList<JournalRecord> Records, FleetFreezeState? Fleet, long Seq);
