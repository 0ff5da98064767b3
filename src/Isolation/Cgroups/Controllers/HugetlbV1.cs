using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Documentation/admin-guide/cgroup-v1/hugetlb.rst: a file for each page size, and one for reservations.</summary>
internal sealed class HugetlbV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (size, bytes) in limits.Hugetlb ?? new Dictionary<string, long>())
            plan.Add(Knob.Of(parent, $"hugetlb.{size}.limit_in_bytes", bytes));
        return null;
    }
}
