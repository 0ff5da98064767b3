using System.Text.Json.Serialization;
using Orchestrator.Contracts.Containers;

namespace Orchestrator.Contracts.Batches;

/// <summary>One job of a batch; an array of members when <see cref="Items"/> or <see cref="Count"/> is set.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchJobDefinition
{
    public required string Name { get; set; }

    /// <summary>Values of <c>{item}</c>, one member each.</summary>
    public IReadOnlyList<string>? Items { get; set; }

    public int? Count { get; set; }

    public string? Image { get; set; }

    public required IReadOnlyList<string> Command { get; set; }

    public IReadOnlyDictionary<string, string> Env { get; set; } = new Dictionary<string, string>();

    public ResourceRequest Resources { get; set; } = new();

    public double? TimeoutSeconds { get; set; }

    public int Retries { get; set; }

    public double? BackoffSeconds { get; set; }

    /// <summary>No pause before a retry grows longer; null: five minutes.</summary>
    public double? BackoffMaxSeconds { get; set; }

    /// <summary>Whether time that it is frozen counts for the timeout; null: it does.</summary>
    public bool? TimeoutCountsFrozen { get; set; }

    public RetryOn? RetryOn { get; set; }

    /// <summary>0–100, higher first.</summary>
    public int Priority { get; set; } = 50;

    public string? Class { get; set; }

    public string? User { get; set; }

    public string? Workdir { get; set; }

    public string? Network { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<BatchInput> Inputs { get; set; } = [];

    public BatchOutput? Output { get; set; }

    public IReadOnlyList<string> After { get; set; } = [];

    public IReadOnlyList<string> AfterOk { get; set; } = [];

    public IReadOnlyList<string> AfterFailed { get; set; } = [];

    public IReadOnlyList<string> AfterAny { get; set; } = [];

    public double? DeadlineSeconds { get; set; }

    /// <summary>It starts at the next time that this expression names.</summary>
    public string? Cron { get; set; }

    /// <summary>Of <see cref="Cron"/>: an IANA name; null: UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>Held until somebody releases it.</summary>
    public bool Hold { get; set; }

    public DateTimeOffset? HoldUntil { get; set; }

    public bool Gang { get; set; }

    /// <summary>Members that the job expands to.</summary>
    public int MemberCount => Items?.Count ?? Count ?? 1;
}
