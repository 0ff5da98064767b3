using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Pressure;

/// <summary>What a container counts beside others: its share of the CPUs, which follows the class and priority of a job.</summary>
internal static class Weights
{
    /// <summary>The kernel's default.</summary>
    public const int Normal = 100;

    public static int Of(ResourceLimits limits) =>
        limits.CpuWeight ?? (limits.CpuShares is { } shares ? (int)Math.Clamp(shares * 100 / 1024, 1, 10_000) : Normal);
}
