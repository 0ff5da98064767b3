using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Fleets;

/// <summary>What the root actor is given.</summary>
/// <param name="End">Ends the daemon: called when nothing can be recorded any more.</param>
internal sealed record FleetContext(
    IContainerRuntime Runtime, IJournalReader Reader, EventFeed Feed, Clock Clock, OrchestratorOptions Options, Action End,
    AuditServices? Audit = null, IJournalArchive? Archive = null)
{
    /// <summary>What the journal names as the daemon's process.</summary>
    public int ProcessId { get; init; } = Environment.ProcessId;

    /// <summary>Take the journal apart on the calling thread alone, for a simulation.</summary>
    public bool OneThread { get; init; }
}
