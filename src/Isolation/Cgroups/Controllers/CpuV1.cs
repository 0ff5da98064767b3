using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

internal sealed class CpuV1 : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        string? problem = null;
        // The period of a new group is 100 ms already (Documentation/scheduler/sched-bwc.rst).
        if (limits.Cpus is { } cpus)
            problem = Knob.Set(parent, group, "cpu.cfs_quota_us", CpuBandwidth.QuotaUsec(cpus));
        if (problem is null && limits.CpuWeight is { } weight)
            problem = Knob.Set(parent, group, "cpu.shares", CpuBandwidth.Shares(weight));
        return problem;
    }
}
