namespace Orchestrator.Simulation.Tests.World;

/// <summary>How hostile one simulation is; drawn from its seed, so that some are calm and some are hell.</summary>
internal sealed record SimProfile
{
    public double WriteFails { get; init; }

    public double WriteAnswerLost { get; init; }

    public double LauncherAway { get; init; }

    public double LaunchFails { get; init; }

    public double FreezeFails { get; init; }

    public int Crashes { get; init; }

    public bool Reboots { get; init; }

    public bool Jumps { get; init; }

    public bool DiskFull { get; init; }

    public bool LauncherDies { get; init; }

    public bool Batches { get; init; }

    public bool FleetFreezes { get; init; }

    public bool Snapshots { get; init; }

    /// <summary>The node is short of memory or CPUs at times.</summary>
    public bool Pressure { get; init; }

    /// <summary>How often a running container loses a process to the OOM killer, or writes more than it may.</summary>
    public double Mishaps { get; init; }

    public int Commands { get; init; }

    public bool Networks { get; init; }

    /// <summary>Containers outside of batches ask for memory and CPUs, and jobs get what they leave.</summary>
    public bool Crowded { get; init; }

    /// <param name="seed">Later kinds of trouble have dice of their own: the seeds that found something keep their stories.</param>
    public static SimProfile Draw(Dice dice, int seed)
    {
        SimProfile drawn = Draw(dice);
        Dice later = new(~seed);
        return drawn with { Pressure = later.Chance(0.4), Mishaps = later.Chance(0.4) ? later.NextDouble() : 0, Networks = later.Chance(0.3), Crowded = later.Chance(0.3) };
    }

    private static SimProfile Draw(Dice dice) => new()
    {
        WriteFails = dice.Chance(0.4) ? dice.NextDouble() * 0.1 : 0,
        WriteAnswerLost = dice.Chance(0.3) ? dice.NextDouble() * 0.1 : 0,
        LauncherAway = dice.Chance(0.3) ? dice.NextDouble() * 0.2 : 0,
        LaunchFails = dice.Chance(0.4) ? dice.NextDouble() * 0.4 : 0,
        FreezeFails = dice.Chance(0.4) ? dice.NextDouble() * 0.5 : 0,
        Crashes = dice.Chance(0.7) ? dice.Next(1, 6) : 0,
        Reboots = dice.Chance(0.15),
        Jumps = dice.Chance(0.2),
        DiskFull = dice.Chance(0.2),
        LauncherDies = dice.Chance(0.3),
        Batches = dice.Chance(0.5),
        FleetFreezes = dice.Chance(0.5),
        Snapshots = dice.Chance(0.5),
        Commands = dice.Next(10, 80),
    };
}
