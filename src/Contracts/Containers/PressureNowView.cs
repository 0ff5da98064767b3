namespace Orchestrator.Contracts.Containers;

/// <summary>
/// For how much of the last 10, 60 and 300 seconds tasks had to wait for a resource, in percent: some of them, or all at
/// once. Null where this kernel does not tell.
/// </summary>
public sealed record PressureNowView
{
    public PressureLineView? CpuSome { get; set; }

    public PressureLineView? CpuFull { get; set; }

    public PressureLineView? MemorySome { get; set; }

    public PressureLineView? MemoryFull { get; set; }

    public PressureLineView? IoSome { get; set; }

    public PressureLineView? IoFull { get; set; }
}
