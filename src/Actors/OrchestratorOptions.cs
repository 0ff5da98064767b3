using Orchestrator.Actors.Pressure;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors;

/// <summary>What the actors of one node may be told.</summary>
public sealed record OrchestratorOptions
{
    /// <summary>Folder for the cache of the folded fleet; null: none is kept and a start reads the whole journal.</summary>
    public string? SnapshotDirectory { get; init; }

    /// <summary>Time between two readings of the usage of all live containers.</summary>
    public TimeSpan AccountingInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Members of a batch that run at once if the batch does not say.</summary>
    public int DefaultConcurrency { get; init; } = Math.Max(2, 2 * Environment.ProcessorCount);

    /// <summary>Members of all batches together that run at once.</summary>
    public int MaxConcurrency { get; init; } = 1000;

    /// <summary>What the node has to give to members of batches.</summary>
    public NodeCapacity Capacity { get; init; } = NodeCapacity.Unlimited;

    /// <summary>How waiting, priority and fair share are weighed.</summary>
    public SchedulerOptions Scheduling { get; init; } = new();

    /// <summary>The label by whose values the node is shared; null: by user.</summary>
    public string? ShareLabel { get; init; }

    /// <summary>Events that may wait for the journal before commands are refused as busy.</summary>
    public int MaxJournalBacklog { get; init; } = 100_000;

    /// <summary>Records between two snapshots of the folded fleet.</summary>
    public int SnapshotEvery { get; init; } = 20_000;

    /// <summary>How long records stay in the journal before they go to an archive; null: for ever.</summary>
    public TimeSpan? JournalRetain { get; init; }

    /// <summary>How long the kernel may take to freeze before it is undone.</summary>
    public TimeSpan FreezeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    public PressureOptions Pressure { get; init; } = new();
}
