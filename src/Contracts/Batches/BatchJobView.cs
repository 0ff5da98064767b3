using Orchestrator.Contracts.Containers;

namespace Orchestrator.Contracts.Batches;

/// <summary>A member of a batch: the container's fields with the member's own state and what it waits for.</summary>
public sealed record BatchJobView
{
    public required string Name { get; set; }

    public string Job { get; set; } = "";

    public int Index { get; set; }

    public Guid? Id { get; set; }

    /// <summary>One of <see cref="BatchStates"/>.</summary>
    public required string State { get; set; }

    public string? ContainerState { get; set; }

    public string? WaitingFor { get; set; }

    /// <summary>Why it failed, was skipped or cancelled.</summary>
    public string? Reason { get; set; }

    public string? Item { get; set; }

    public string? Image { get; set; }

    public IReadOnlyList<string> Command { get; set; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public string? Node { get; set; }

    public int? Pid { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset? CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public ExitView? Exit { get; set; }

    public UsageView? Usage { get; set; }
}
