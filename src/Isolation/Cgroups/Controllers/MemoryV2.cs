using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// memory.max with no swap beside it unless asked otherwise. memory.oom.group ends the whole container at once, because
/// half of a job is of no use to anybody (Documentation/admin-guide/cgroup-v2.rst, case R02).
/// </summary>
internal sealed class MemoryV2 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.MemorySwappiness is not null)
            return "memory.swappiness is of cgroup v1; this host has memory in v2, where each group swaps by pressure. Leave --memory-swappiness out.";
        if (limits.OomKillDisable == true)
            return "Cgroup v2 cannot switch the OOM killer off. Leave --oom-kill-disable out.";
        if (Swap(limits) is { } swap)
        {
            // A kernel without swap has no memory.swap.max, and needs none.
            plan.Add(Knob.OrMax(parent, "memory.swap.max", swap) with { Optional = limits.MemorySwapBytes is null });
        }
        if (limits.MemoryBytes is { } bytes)
        {
            plan.Add(new Knob(parent, "memory.oom.group", "1"u8.ToArray()) { Optional = true });
            plan.Add(Knob.OrMax(parent, "memory.max", bytes));
        }
        if (limits.MemoryLowBytes is { } low)
            plan.Add(Knob.OrMax(parent, "memory.low", low));
        if (limits.MemoryMinBytes is { } min)
            plan.Add(Knob.OrMax(parent, "memory.min", min));
        if (limits.MemoryHighBytes is { } high)
            plan.Add(Knob.OrMax(parent, "memory.high", high));
        return null;
    }

    /// <summary>v2 counts swap alone, where v1 and Docker count both together.</summary>
    private static long? Swap(ResourceLimits limits) => limits switch
    {
        { MemorySwapBytes: -1 } or { MemoryBytes: -1 } => -1,
        { MemorySwapBytes: { } together, MemoryBytes: { } memory } => Math.Max(0, together - memory),
        { MemoryBytes: not null } => 0,
        _ => null,
    };
}
