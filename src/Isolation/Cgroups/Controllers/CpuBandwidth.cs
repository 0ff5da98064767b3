namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Numbers that both versions of the cpu controller are given.</summary>
internal static class CpuBandwidth
{
    public const long PeriodUsec = 100_000;

    /// <summary>The kernel takes no quota below 1 ms.</summary>
    public const double LeastCpus = 0.01;

    public static long QuotaUsec(double cpus) => Math.Max(1_000, (long)Math.Round(cpus * PeriodUsec));

    /// <summary>
    /// Weights and shares count only against siblings, and all siblings here are ours, so the ratio is kept: the
    /// default weight 100 is the default 1024 shares. The kernel's bounds are 2 and 262,144.
    /// </summary>
    public static long Shares(int weight) => Math.Clamp(weight * 1024L / 100, 2, 262_144);
}
