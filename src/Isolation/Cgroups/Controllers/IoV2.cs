using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>io.weight exists where the iocost or BFQ policy is built in; without one every group weighs the same.</summary>
internal sealed class IoV2 : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        if (limits.IoWeight is not { } weight)
            return null;
        if (parent.StatusOf($"{group}/io.weight") is not null)
            return Knob.Set(parent, group, "io.weight", weight);
        if (parent.StatusOf($"{group}/io.bfq.weight") is not null)
            return Knob.Set(parent, group, "io.bfq.weight", Math.Clamp(weight, 1, 1000));
        return "This kernel has no io.weight: neither iocost nor BFQ is built in. Leave the io weight out.";
    }
}
