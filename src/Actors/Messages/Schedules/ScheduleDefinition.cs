using Orchestrator.Actors.Messages.Batches;

namespace Orchestrator.Actors.Messages.Schedules;

/// <summary>A batch that is submitted again and again.</summary>
/// <param name="Cron">Five fields, or six with seconds first, or @hourly and the like.</param>
/// <param name="TimeZone">An IANA name, e.g. Europe/Berlin; null: UTC.</param>
public sealed record ScheduleDefinition(
    string Cron, string? TimeZone, BatchDefinition Batch, MissedRuns Missed, OverlappingRuns Overlapping);
