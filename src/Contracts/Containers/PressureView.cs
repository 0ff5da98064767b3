namespace Orchestrator.Contracts.Containers;

/// <summary>
/// For how long tasks had to wait for a resource: some of them, or all at once (the kernel's pressure stall
/// information). Null where this kernel does not tell.
/// </summary>
public sealed record PressureView
{
    public long? CpuSomeUsec { get; set; }

    public long? CpuFullUsec { get; set; }

    public long? MemorySomeUsec { get; set; }

    public long? MemoryFullUsec { get; set; }

    public long? IoSomeUsec { get; set; }

    public long? IoFullUsec { get; set; }
}
