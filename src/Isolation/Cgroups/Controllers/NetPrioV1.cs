using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Priority of outgoing packets by interface (Documentation/admin-guide/cgroup-v1/net_prio.rst).</summary>
internal sealed class NetPrioV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (name, priority) in limits.NetPriorities ?? new Dictionary<string, int>())
            plan.Add(Knob.Of(parent, "net_prio.ifpriomap", $"{name} {priority}") with { Key = name });
        return null;
    }
}
