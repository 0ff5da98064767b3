using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>The same in both versions.</summary>
internal sealed class Pids : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.Pids is { } pids)
            plan.Add(Knob.OrMax(parent, "pids.max", pids));
        return null;
    }
}
