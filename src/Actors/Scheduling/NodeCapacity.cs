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

    /// <summary>
    /// What a container takes of the room for jobs without being one: memory and CPUs that it asks for while it lives. No place,
    /// and no pids: a limit of those is a fuse and nothing that is kept for it.
    /// </summary>
    internal Demand Outside(ContainerState? state) =>
        state is { Lives: true, Job: null } ? For(state.Spec.Resources, null) with { Pids = 0, Places = 0 } : default;

    /// <summary>
    /// What one container is admitted with: its limits. A limit that it does not have is not counted: then only the
    /// places bound it. More CPUs than there are mean all of them, since no limit makes a node larger.
    /// </summary>
    internal Demand For(ResourceLimits limits, long? memory) => new(
        (long)(Math.Min(Some(limits.Cpus ?? Quota(limits)), Cpus) * 1000), Some(memory ?? limits.MemoryBytes), Some(limits.Pids), 1);

    private static double? Quota(ResourceLimits limits) => limits.CpuQuotaUsec / (double)(limits.CpuPeriodUsec ?? 100_000);

    // -1 is "without limit".
    private static double Some(double? limit) => Math.Max(0, limit ?? 0);

    private static long Some(long? limit) => Math.Max(0, limit ?? 0);
}
