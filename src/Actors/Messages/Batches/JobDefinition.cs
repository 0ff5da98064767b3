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

    /// <summary>0–100, higher first. Sets cpu.weight too, unless the template has one.</summary>
    public int Priority { get; init; } = 50;

    /// <summary>Further attempts after a failed one.</summary>
    public int Retries { get; init; }

    /// <summary>Pause before the first retry; doubles up to five minutes.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Which failures are worth a retry; null: all.</summary>
    public RetryOn? RetryOn { get; init; }

    /// <summary>Jobs all of whose members must have ended, however.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Jobs all of whose members must have succeeded; otherwise this one is skipped.</summary>
    public IReadOnlyList<string> AfterOk { get; init; } = [];

    /// <summary>Jobs of which at least one member must have failed; otherwise this one is skipped.</summary>
    public IReadOnlyList<string> AfterFailed { get; init; } = [];

    /// <summary>At least one of these jobs must have ended, however.</summary>
    public IReadOnlyList<string> AfterAny { get; init; } = [];
}
