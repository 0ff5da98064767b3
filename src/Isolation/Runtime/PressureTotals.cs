namespace Orchestrator.Isolation.Runtime;

/// <summary>
/// How long tasks of the attempt's cgroup had to wait for a resource, in microseconds: <c>Some</c> while at least one
/// of them waited, <c>Full</c> while all did (Documentation/accounting/psi.rst). Null where this kernel does not tell.
/// </summary>
public sealed record PressureTotals(
    long? CpuSomeUsec, long? CpuFullUsec, long? MemorySomeUsec, long? MemoryFullUsec, long? IoSomeUsec, long? IoFullUsec);
