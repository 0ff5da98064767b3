using Orchestrator.Actors.Events;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>A container as the journal knows it, with its latest usage.</summary>
public sealed record ContainerView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required ContainerPhase State { get; init; }

    public required ContainerSpec Spec { get; init; }

    public required PreparedContainer Prepared { get; init; }

    /// <summary>Host pid of the init, null when it does not live.</summary>
    public int? Pid { get; init; }

    /// <summary>Number of the last attempt, 0 before the first start.</summary>
    public int Attempt { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When the engine starts it again by itself, null if it will not.</summary>
    public DateTimeOffset? RestartAt { get; init; }

    public int Restarts { get; init; }

    public int Reboots { get; init; }

    /// <summary>How the last attempt ended; null while it lives.</summary>
    public ExitView? Exit { get; init; }

    /// <summary>Of the current attempt, or of the last one at its end.</summary>
    public ResourceUsage Usage { get; init; } = ResourceUsage.None;

    /// <summary>The freezes of this container by its owners, oldest first; that of the whole fleet is not among them.</summary>
    public IReadOnlyList<FreezeView> Holds { get; init; } = [];

    public FreezeView? Freeze { get; init; }

    /// <summary>Set while SIGKILL does not end it.</summary>
    public StuckView? Stuck { get; init; }

    /// <summary>Set while it runs, if it has a healthcheck.</summary>
    public HealthView? Health { get; init; }

    public bool AutoRemove { get; init; }

    /// <summary>Set for a member of a batch.</summary>
    public string? Batch { get; init; }

    public string? Job { get; init; }

    public int? JobIndex { get; init; }

    /// <summary>What it waits for, e.g. the thaw of the fleet; null if for nothing.</summary>
    public string? WaitingFor { get; init; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SnapshotView> Snapshots { get; init; } = [];

    public CopyOrigin? Origin { get; init; }

    public required LogPaths Logs { get; init; }
}
