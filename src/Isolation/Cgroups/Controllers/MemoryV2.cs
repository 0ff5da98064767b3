using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// memory.max with no swap beside it. memory.oom.group ends the whole container at once, because half of a job is of
/// no use to anybody (Documentation/admin-guide/cgroup-v2.rst, case R02).
/// </summary>
internal sealed class MemoryV2 : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        if (limits.MemoryBytes is not { } bytes)
            return null;
        // A kernel without swap has no memory.swap.max, and needs none.
        parent.TryWrite($"{group}/memory.swap.max", "0"u8);
        parent.TryWrite($"{group}/memory.oom.group", "1"u8);
        return Knob.Set(parent, group, "memory.max", bytes);
    }
}
