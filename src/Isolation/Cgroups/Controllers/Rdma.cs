using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>The same in both versions (Documentation/admin-guide/cgroup-v1/rdma.rst).</summary>
internal sealed class Rdma : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (device, most) in limits.Rdma ?? new Dictionary<string, string>())
            plan.Add(Knob.Of(parent, "rdma.max", $"{device} {most}") with { Key = device, Unset = $"{device} hca_handle=max hca_object=max" });
        return null;
    }
}
