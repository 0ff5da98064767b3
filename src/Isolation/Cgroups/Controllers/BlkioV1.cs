using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>blkio.weight of the old CFQ scheduler, or BFQ's, whose range ends at 1000.</summary>
internal sealed class BlkioV1 : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        if (limits.IoWeight is not { } weight)
            return null;
        foreach (var file in (ReadOnlySpan<string>)["blkio.bfq.weight", "blkio.weight"])
        {
            if (parent.StatusOf($"{group}/{file}") is not null)
                return Knob.Set(parent, group, file, Math.Clamp(weight, 1, 1000));
        }
        return "This kernel has no blkio weight: BFQ is not built in. Leave the io weight out.";
    }
}
