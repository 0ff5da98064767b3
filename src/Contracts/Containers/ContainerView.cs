using System.Text.Json;

namespace Orchestrator.Contracts.Containers;

/// <summary>A container as every verb shows it; the property names are the contract of <c>--format json</c>.</summary>
public sealed record ContainerView
{
    public required string Name { get; set; }

    public required Guid Id { get; set; }

    /// <summary>One of <see cref="ContainerStates"/>.</summary>
    public required string State { get; set; }

    public string? Image { get; set; }

    public IReadOnlyList<string> Command { get; set; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

    public string Node { get; set; } = "";

    /// <summary>Pid of the init as the host sees it; null when none runs.</summary>
    public int? Pid { get; set; }

    public int Attempt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public ExitView? Exit { get; set; }

    public UsageView? Usage { get; set; }

    public FreezeView? Freeze { get; set; }

    public IsolationView? Isolation { get; set; }

    /// <summary>The limits that were asked for, as a <see cref="ResourceRequest"/>; in the answer about one container.</summary>
    public JsonElement? Resources { get; set; }

    /// <summary>When the engine starts it again by itself; null if it will not.</summary>
    public DateTimeOffset? RestartAt { get; set; }

    public int Restarts { get; set; }

    /// <summary>How often the system in it has rebooted itself.</summary>
    public int Reboots { get; set; }

    /// <summary>What it waits for, such as the thaw of the fleet.</summary>
    public string? WaitingFor { get; set; }

    public string? Batch { get; set; }

    /// <summary>Null unless it was killed and has not ended: some of its tasks sleep where no signal reaches them.</summary>
    public StuckView? Stuck { get; set; }

    /// <summary>Null unless it runs and is asked.</summary>
    public HealthView? Health { get; set; }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SnapshotView> Snapshots { get; set; } = [];

    /// <summary>Of a copy.</summary>
    public OriginView? Origin { get; set; }

    /// <summary>Null: it has no terminal, and its stdin is /dev/null.</summary>
    public ConsoleView? Console { get; set; }

    public AutostartView? Autostart { get; set; }

    /// <summary>Where it was asked for; null then too when the root is a directory or file of the user's.</summary>
    public SizeView? Size { get; set; }

    /// <summary>In the answer to a creation: what was asked for and has no effect here.</summary>
    public IReadOnlyList<string>? Notes { get; set; }
}
