namespace Orchestrator.Isolation.Runtime;

/// <summary>The pressure of a group now: some of its tasks waited, or all at once. Null where this kernel does not tell.</summary>
public sealed record PressureReading(
    Pressure? CpuSome, Pressure? CpuFull, Pressure? MemorySome, Pressure? MemoryFull, Pressure? IoSome, Pressure? IoFull);
