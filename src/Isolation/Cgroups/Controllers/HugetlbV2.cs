using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

internal sealed class HugetlbV2 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (size, bytes) in limits.Hugetlb ?? new Dictionary<string, long>())
            plan.Add(Knob.OrMax(parent, $"hugetlb.{size}.max", bytes));
        return null;
    }
}
