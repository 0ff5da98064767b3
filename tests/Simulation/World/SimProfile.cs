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

    public int Commands { get; init; }

    public static SimProfile Draw(Dice dice) => new()
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
