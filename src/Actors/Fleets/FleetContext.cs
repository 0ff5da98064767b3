using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Fleets;

/// <summary>What the root actor is given.</summary>
internal sealed record FleetContext(
    IContainerRuntime Runtime, IJournalReader Reader, EventFeed Feed, Clock Clock, OrchestratorOptions Options,
    AuditServices? Audit = null);
