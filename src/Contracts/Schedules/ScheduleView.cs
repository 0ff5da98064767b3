namespace Orchestrator.Contracts.Schedules;

public sealed record ScheduleView
{
    public required string Name { get; set; }

    public required string Cron { get; set; }

    public string? TimeZone { get; set; }

    public required string Missed { get; set; }

    public required string Overlapping { get; set; }

    public required string Batch { get; set; }

    public required string Owner { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    /// <summary>Null: the expression names no time any more.</summary>
    public DateTimeOffset? Next { get; set; }

    public DateTimeOffset? LastDue { get; set; }

    /// <summary>What came of the last time: submitted, overlapping or skipped.</summary>
    public string? LastOutcome { get; set; }

    public string? LastBatch { get; set; }
}
