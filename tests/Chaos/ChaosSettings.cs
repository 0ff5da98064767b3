using System.Globalization;

namespace Orchestrator.Chaos;

/// <summary>How much of a run, and the seed of everything random in it.</summary>
internal sealed record ChaosSettings(int Kills, int Jobs, int Seed)
{
    /// <summary>ORCH_CHAOS_KILLS, ORCH_CHAOS_JOBS and ORCH_CHAOS_SEED; without them the short form with a new seed.</summary>
    public static ChaosSettings Read() => new(
        Number("ORCH_CHAOS_KILLS") ?? 12,
        Number("ORCH_CHAOS_JOBS") ?? 200,
        Number("ORCH_CHAOS_SEED") ?? Random.Shared.Next());

    /// <summary>Far above what it takes; a hang is a failure with a report, not a test that never ends.</summary>
    public TimeSpan Limit => TimeSpan.FromSeconds(120 + (Kills * 6) + Jobs);

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : null;
}
