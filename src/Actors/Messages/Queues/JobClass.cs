namespace Orchestrator.Actors.Messages.Queues;

/// <summary>
/// A class of jobs: how many of it run at once, and how much its members count beside others. The one place that says
/// what a class is worth: the kernel's weights and the order in which pressure takes from containers follow it.
/// </summary>
/// <param name="Concurrency">Members of that class at once on this node; null: no limit of its own.</param>
/// <param name="Weight">100 is normal; twice as much gets twice the CPU where CPU is short.</param>
public sealed record JobClass(string Name, int? Concurrency, int Weight)
{
    public const string Normal = "normal";
    public const int NormalWeight = 100;
    public const int MaxWeight = 10_000;

    /// <summary>Those that are there without being set.</summary>
    public static IReadOnlyList<JobClass> BuiltIn { get; } =
    [
        new("critical", null, 400),
        new(Normal, null, NormalWeight),
        new("background", null, 25),
    ];

    /// <summary>A class that nobody has set.</summary>
    public static JobClass Default(string name) =>
        BuiltIn.FirstOrDefault(known => known.Name == name) ?? new JobClass(name, null, NormalWeight);

    /// <summary>
    /// cpu.weight of a member: priority 50 of class normal is the kernel's default of 100; each ten points more double it.
    /// </summary>
    public int CpuWeight(int priority) =>
        (int)Math.Clamp(Weight * Math.Pow(2, (priority - 50) / 10.0), 1, MaxWeight);
}
