using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Numbers that both versions of the cpu controller are given.</summary>
internal static class CpuBandwidth
{
    public const long PeriodUsec = 100_000;

    /// <summary>The kernel takes no quota below 1 ms.</summary>
    public const double LeastCpus = 0.01;

    public const long LeastUsec = 1_000;

    /// <summary>What cpus or a quota come to, -1 without limit; null when neither is asked for.</summary>
    public static long? Quota(ResourceLimits limits) => limits.Cpus is { } cpus
        ? Math.Max(LeastUsec, (long)Math.Round(cpus * (limits.CpuPeriodUsec ?? PeriodUsec)))
        : limits.CpuQuotaUsec;

    /// <summary>
    /// Weights and shares count only against siblings, and all siblings here are ours, so the ratio is kept: the
    /// default weight 100 is the default 1024 shares. The kernel's bounds are 2 and 262,144.
    /// </summary>
    public static long Shares(int weight) => Math.Clamp(weight * 1024L / 100, 2, 262_144);

    public static int Weight(long shares) => (int)Math.Clamp((shares * 100 + 512) / 1024, 1, 10_000);
}
