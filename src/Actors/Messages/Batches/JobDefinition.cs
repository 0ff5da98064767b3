using System.Text.Json.Serialization;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Batches;

/// <summary>
/// One job, or with <see cref="Items"/> or <see cref="Count"/> an array of members. <c>{index}</c>, <c>{item}</c>,
/// <c>{job}</c> and <c>{batch}</c> in the command, environment, working directory, mounts and labels of
/// <see cref="Template"/> are replaced for each member.
/// </summary>
public sealed record JobDefinition
{
    public required string Name { get; init; }

    /// <summary>Image, command, limits, inputs (read-only binds), output mount, timeout of one attempt …</summary>
    public required ContainerSpec Template { get; init; }

    /// <summary>One member for each; null: <see cref="Count"/> members.</summary>
    public IReadOnlyList<string>? Items { get; init; }

    public int Count { get; init; } = 1;

    /// <summary>What it counts beside others: see <see cref="JobClass"/>; null: <see cref="JobClass.Normal"/>.</summary>
    public string? Class { get; init; }

    [JsonIgnore]
    public string ClassName => Class ?? JobClass.Normal;

    /// <summary>All its members start together or none. A retry is one member's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Gang { get; init; }

    /// <summary>0–100, higher first. Sets cpu.weight too, unless the template has one.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>Further attempts after a failed one.</summary>
    public int Retries { get; init; }

    /// <summary>Pause before the first retry; doubles up to <see cref="LongestBackoff"/>.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Null: five minutes.</summary>
    public TimeSpan? LongestBackoff { get; init; }

    /// <summary>Which failures are worth a retry; null: all.</summary>
    public RetryOn? RetryOn { get; init; }

    /// <summary>Held from the submission on, until somebody releases it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Hold { get; init; }

    /// <summary>Nothing of it starts before.</summary>
    public DateTimeOffset? HoldUntil { get; init; }

    /// <summary>Time from the submission in which all of it must have ended; what has not is ended then and has failed.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>It starts at the first time after the submission that this cron expression names.</summary>
    public string? Cron { get; init; }

    /// <summary>Where <see cref="Cron"/> has its times from, e.g. Europe/Berlin; null: UTC.</summary>
    public string? TimeZone { get; init; }

    // In each of the following lists a name means all members of that job, NAME.{index} the one with the same index, and
    // NAME.3 that one.

    /// <summary>Jobs all of whose members must have ended, however.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Jobs all of whose members must have succeeded; otherwise this one is skipped.</summary>
    public IReadOnlyList<string> AfterOk { get; init; } = [];

    /// <summary>Jobs of which at least one member must have failed; otherwise this one is skipped.</summary>
    public IReadOnlyList<string> AfterFailed { get; init; } = [];

    /// <summary>At least one of these jobs must have ended, however.</summary>
    public IReadOnlyList<string> AfterAny { get; init; } = [];
}
