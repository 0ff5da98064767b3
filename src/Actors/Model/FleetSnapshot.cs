using Orchestrator.Actors.Messages.Queues;

namespace Orchestrator.Actors.Model;

/// <summary>The folded fleet at one sequence number. A cache: without it the journal is read from the beginning.</summary>
internal sealed record FleetSnapshot(
    long Seq, byte[] Hash, IReadOnlyList<ContainerState> Containers, IReadOnlyList<BatchState> Batches,
    FleetFreezeState? Freeze, string? BootId = null)
{
    public IReadOnlyList<FreezeSelection> Selections { get; init; } = [];

    /// <summary>Those that somebody has set.</summary>
    public IReadOnlyList<JobClass> Classes { get; init; } = [];

    public IReadOnlyList<ScheduleState> Schedules { get; init; } = [];

    public IReadOnlyList<NetworkRecord> Networks { get; init; } = [];
}
