using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// memory.limit_in_bytes, with memory plus swap limited to the same unless asked otherwise, so that nothing is swapped.
/// The kernel insists on memsw ≥ memory at every moment, so a limit is raised from above and lowered from below
/// (Documentation/admin-guide/cgroup-v1/memory.rst).
/// </summary>
internal sealed class MemoryV1 : ICgroupController
{
    private const string MemoryAndSwap = "memory.memsw.limit_in_bytes";

    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.MemoryMinBytes is not null || limits.MemoryHighBytes is not null)
            return "memory.min and memory.high are of cgroup v2; this host has memory in v1. Use --memory-reservation (the soft limit) instead.";
        // A new group has no limit yet, so memory goes first; it is refused when it would rise above memsw.
        if (limits.MemoryBytes is { } bytes)
            plan.Add(Knob.Of(parent, "memory.limit_in_bytes", bytes) with { Again = true });
        if ((limits.MemorySwapBytes ?? limits.MemoryBytes) is { } together)
        {
            // Swap accounting may be compiled out; nobody needs to know who asked for memory alone.
            plan.Add(Knob.Of(parent, MemoryAndSwap, together) with { Again = true, Optional = limits.MemorySwapBytes is null });
        }
        if (limits.MemoryLowBytes is { } low)
            plan.Add(Knob.Of(parent, "memory.soft_limit_in_bytes", low));
        if (limits.MemorySwappiness is { } swappiness)
            plan.Add(Knob.Of(parent, "memory.swappiness", swappiness));
        if (limits.OomKillDisable is { } disable)
            plan.Add(Knob.Of(parent, "memory.oom_control", disable ? 1 : 0) with { Key = "oom_kill_disable", KeyIsReadOnly = true });
        return null;
    }
}
