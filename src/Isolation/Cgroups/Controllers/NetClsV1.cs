using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Marks packets for tc and nftables (Documentation/admin-guide/cgroup-v1/net_cls.rst).</summary>
internal sealed class NetClsV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.NetClass is { } id)
            plan.Add(Knob.Of(parent, "net_cls.classid", id));
        return null;
    }
}
