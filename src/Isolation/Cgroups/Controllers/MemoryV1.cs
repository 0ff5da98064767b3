using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// memory.limit_in_bytes with memory plus swap limited to the same, so that nothing is swapped. The kernel insists on
/// memsw ≥ memory at every moment, so a limit is raised from above and lowered from below
/// (Documentation/admin-guide/cgroup-v1/memory.rst).
/// </summary>
internal sealed class MemoryV1 : ICgroupController
{
    private const string Memory = "memory.limit_in_bytes";
    private const string MemoryAndSwap = "memory.memsw.limit_in_bytes";

    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        if (limits.MemoryBytes is not { } bytes)
            return null;
        // A new group has no limit yet, so memory goes first; it is refused when it would rise above memsw.
        var problem = Knob.Set(parent, group, Memory, bytes);
        var withSwap = Knob.Set(parent, group, MemoryAndSwap, bytes);
        if (problem is not null)
            return withSwap is null ? Knob.Set(parent, group, Memory, bytes) : problem;
        // Swap accounting may be compiled out.
        return withSwap is null || parent.StatusOf($"{group}/{MemoryAndSwap}") is null ? null : withSwap;
    }
}
