using System.Text.Json.Serialization;
using Orchestrator.Contracts.Batches;

namespace Orchestrator.Contracts.Schedules;

/// <summary>A batch that is submitted at each time that a cron expression names.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScheduleRequest
{
    public required string Name { get; set; }

    public required string Cron { get; set; }

    /// <summary>An IANA name; null: UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Times that passed while no daemon ran: once, skip or all.</summary>
    public string Missed { get; set; } = "once";

    /// <summary>A time that comes while the batch of an earlier one runs: allow, forbid or replace.</summary>
    public string Overlapping { get; set; } = "forbid";

    public required BatchDefinition Batch { get; set; }
}
