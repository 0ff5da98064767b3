using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Snapshots;

/// <summary>The first section of a snapshot: what is whole, and how many sections follow.</summary>
/// <param name="Containers">Sections of containers.</param>
/// <param name="Members">For each batch, the sections of its members; each batch has one more before them.</param>
internal sealed record SnapshotHead(
    long Seq, byte[] Hash, FleetFreezeState? Freeze, int Containers, IReadOnlyList<int> Members, string? BootId,
    IReadOnlyList<FreezeSelection>? Selections, IReadOnlyList<JobClass> Classes, IReadOnlyList<ScheduleState> Schedules,
    IReadOnlyList<NetworkRecord>? Networks = null);
