namespace Orchestrator.Simulation.Tests.World;

/// <summary>The one source of chance of a simulation.</summary>
internal sealed class Dice(int seed) : Random(seed)
{
    public bool Chance(double probability) => NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> from) => from[Next(from.Count)];

    public TimeSpan Between(double fromSeconds, double toSeconds) =>
        TimeSpan.FromTicks((long)((fromSeconds + (NextDouble() * (toSeconds - fromSeconds))) * TimeSpan.TicksPerSecond));

    /// <summary>How long a disk, a kernel or a launcher takes: mostly little, now and then very long.</summary>
    public TimeSpan Delay() => NextDouble() switch
    {
        < 0.2 => TimeSpan.Zero,
        < 0.9 => Between(0.0001, 0.01),
        < 0.99 => Between(0.01, 0.5),
        _ => Between(0.5, 8),
    };
}
