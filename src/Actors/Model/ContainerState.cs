using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Model;

/// <summary>What the events of one container add up to. Everything after a restart is decided from this alone.</summary>
internal sealed record ContainerState
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required ContainerSpec Spec { get; init; }

    public required PreparedContainer Prepared { get; init; }

    public required Caller Owner { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Sequence number of its creation: the order of lists.</summary>
    public long CreatedSeq { get; init; }

    public bool AutoRemove { get; init; }

    public JobRef? Job { get; init; }

    public ContainerPhase Phase { get; init; }

    /// <summary>The fence: reports about another attempt are late.</summary>
    public int Attempt { get; init; }

    public InitIdentity? Init { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public ExitView? Exit { get; init; }

    public ResourceUsage Usage { get; init; } = ResourceUsage.None;

    /// <summary>What is shown: the oldest of <see cref="Holds"/>, else the freeze of the whole fleet.</summary>
    public FreezeView? Freeze { get; init; }

    /// <summary>The freezes of this container by its owners, oldest first; that of the whole fleet is not among them.</summary>
    public ImmutableList<FreezeView> Holds { get; init; } = [];

    /// <summary>When a stop turns into a kill.</summary>
    public DateTimeOffset? StopDueAt { get; init; }

    /// <summary>Start again once stopped.</summary>
    public bool StartAfterStop { get; init; }

    /// <summary>Somebody stopped it: no restart by policy, no retry.</summary>
    public bool Dismissed { get; init; }

    public bool TimedOut { get; init; }

    /// <summary>When the last order to kill it became durable.</summary>
    public DateTimeOffset? KilledAt { get; init; }

    /// <summary>Set while that order has not ended it in time.</summary>
    public StuckView? Stuck { get; init; }

    /// <summary>What was done to end the attempt, for its exit record.</summary>
    public Ending? Ending { get; init; }

    /// <summary>Time that the attempt has spent frozen, up to the last thaw.</summary>
    public TimeSpan FrozenTime { get; init; }

    /// <summary>Since when the kernel holds it, null while it does not.</summary>
    public DateTimeOffset? FrozenSince { get; init; }

    public bool Removing { get; init; }

    /// <summary>The volumes that nobody named are to go, too.</summary>
    public bool RemovingVolumes { get; init; }

    public DateTimeOffset? RestartAt { get; init; }

    /// <summary>Starts by policy since the last start that somebody asked for.</summary>
    public int Restarts { get; init; }

    /// <summary>How often the system in it has rebooted itself.</summary>
    public int Reboots { get; init; }

    /// <summary>The start that is planned is that of a reboot, and not counted as one by policy.</summary>
    public bool Rebooting { get; init; }

    /// <summary>Attempts in a row that ended soon after their start: doubles the delay.</summary>
    public int ShortRuns { get; init; }

    /// <summary>Its share of the CPUs was taken for pressure on the node.</summary>
    public bool Lowered { get; init; }

    /// <summary>Of the attempt that runs, if it has a healthcheck.</summary>
    public HealthView? Health { get; init; }

    /// <summary>A change of limits that the kernel has not confirmed.</summary>
    public ResourceLimits? Updating { get; init; }

    /// <summary>What is being put into it or taken out while it runs, and the kernel has not confirmed.</summary>
    public HotplugSpec? Plugging { get; init; }

    /// <summary>What was put into this attempt and is there still, oldest first; null: nothing.</summary>
    public ImmutableList<HotplugSpec>? Plugged { get; init; }

    /// <summary>The rules of devices that came with that, in their order; null: none.</summary>
    public ImmutableList<DeviceRuleSpec>? PluggedRules { get; init; }

    /// <summary>A snapshot, restore or copy that is under way.</summary>
    public StoreState? Storing { get; init; }

    /// <summary>Oldest first; null as long as there was none.</summary>
    public ImmutableList<SnapshotView>? Snapshots { get; init; }

    public CopyOrigin? Origin { get; init; }

    public ImmutableDictionary<Guid, ExecState> Execs { get; init; } = ImmutableDictionary<Guid, ExecState>.Empty;

    /// <summary>An init is there, or may be.</summary>
    [JsonIgnore]
    public bool Lives => Phase != ContainerPhase.Stopped;
}
