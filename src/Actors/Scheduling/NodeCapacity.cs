using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Scheduling;

/// <summary>What a node has to give to jobs: what is there less what is kept back for the host.</summary>
public sealed record NodeCapacity
{
    public static NodeCapacity Unlimited { get; } = new();

    public double Cpus { get; init; } = Demand.Unlimited / 1000;

    public long MemoryBytes { get; init; } = Demand.Unlimited;

    public long Pids { get; init; } = Demand.Unlimited;

    /// <param name="places">Containers of all batches that may run at once.</param>
    internal Demand Of(int places) => new((long)(Cpus * 1000), MemoryBytes, Pids, places);

    /// <summary>What a container takes of the room for jobs without being one: what it asks for while it lives, but no place.</summary>
    internal Demand Outside(ContainerState? state) =>
        state is { Lives: true, Job: null } ? For(state.Spec.Resources, null) with { Places = 0 } : default;

    /// <summary>
    /// What one container is admitted with: its limits. A limit that it does not have is not counted: then only the
    /// places bound it. More CPUs than there are mean all of them, since no limit makes a node larger.
    /// </summary>
    internal Demand For(ResourceLimits limits, long? memory) => new(
        (long)(Math.Min(limits.Cpus ?? 0, Cpus) * 1000), memory ?? limits.MemoryBytes ?? 0, limits.Pids ?? 0, 1);
}
