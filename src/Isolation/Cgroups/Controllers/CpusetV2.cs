using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

internal sealed class CpusetV2 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.CpusetCpus is { } cpus)
            plan.Add(Knob.Of(parent, "cpuset.cpus", cpus));
        if (limits.CpusetMems is { } mems)
            plan.Add(Knob.Of(parent, "cpuset.mems", mems));
        return null;
    }
}
