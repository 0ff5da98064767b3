namespace Orchestrator.Simulation.Tests.World;

/// <summary>The cgroup of one attempt.</summary>
internal sealed class SimGroup(Guid id, int attempt)
{
    public Guid Id => id;

    public int Attempt => attempt;

    public bool Frozen { get; set; }

    /// <summary>cpu.weight, once somebody wrote it.</summary>
    public int? Weight { get; set; }

    /// <summary>Accounting tells whether anything ever ran in it.</summary>
    public bool Used { get; set; }
}
