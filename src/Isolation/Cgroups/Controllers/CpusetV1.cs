using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>A new group has neither processors nor memory nodes, and takes no process before it has both (cpuset(7)).</summary>
internal sealed class CpusetV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (file, given) in (ReadOnlySpan<(string, string?)>)[("cpuset.cpus", limits.CpusetCpus), ("cpuset.mems", limits.CpusetMems)])
            plan.Add(Knob.Of(parent, file, given ?? parent.TryReadText(file, out _)?.Trim() ?? ""));
        return null;
    }
}
