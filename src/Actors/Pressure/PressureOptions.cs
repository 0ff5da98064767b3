namespace Orchestrator.Actors.Pressure;

/// <summary>When pressure makes the engine act, and how patiently.</summary>
public sealed record PressureOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Percent of the time in which no container could go on (PSI full): above it something is taken from the least important.</summary>
    public double High { get; init; } = 15;

    /// <summary>Below it things are given back; in between nothing changes.</summary>
    public double Low { get; init; } = 5;

    /// <summary>
    /// The same for CPUs. Higher, since a busy machine is no harm by itself; and only who counts less than another gives way,
    /// as nothing is won by stopping one of equals.
    /// </summary>
    public double HighCpu { get; init; } = 60;

    public double LowCpu { get; init; } = 20;

    /// <summary>Readings that are averaged.</summary>
    public int Window { get; init; } = 3;

    /// <summary>Least time between two decisions, so that the first shows its effect.</summary>
    public TimeSpan Cooldown { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the pressure must be low before something is given back.</summary>
    public TimeSpan Calm { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A frozen container counts twice as much after each such time, so that its turn comes.</summary>
    public TimeSpan Ageing { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After so long with nothing left to freeze, one is killed; null: never.</summary>
    public TimeSpan? KillAfter { get; init; } = TimeSpan.FromMinutes(2);
}
