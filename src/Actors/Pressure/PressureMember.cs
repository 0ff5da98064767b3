namespace Orchestrator.Actors.Pressure;

/// <summary>A container as the policy sees it.</summary>
/// <param name="Weight">What it counts: its cpu.weight, which follows the class and priority of a job.</param>
/// <param name="Lowered">Its share of the CPUs was taken.</param>
/// <param name="FrozenFor">Since when pressure holds it; null: it runs.</param>
internal sealed record PressureMember(
    Guid Id, string Name, int Attempt, int Weight, long MemoryBytes, double CpuPercent, bool Lowered, TimeSpan? FrozenFor)
{
    public bool Runs => FrozenFor is null;

    public string? Batch { get; init; }
}
