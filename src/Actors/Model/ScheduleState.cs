using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Schedules;

namespace Orchestrator.Actors.Model;

/// <summary>What the events of one schedule add up to.</summary>
internal sealed record ScheduleState
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required ScheduleDefinition Definition { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public long AddedSeq { get; init; }

    /// <summary>The last of its times that was dealt with.</summary>
    public DateTimeOffset? LastDue { get; init; }

    public ScheduleOutcome? LastOutcome { get; init; }

    /// <summary>What was submitted last.</summary>
    public Guid? LastBatch { get; init; }
}
