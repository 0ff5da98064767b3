using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>
/// blkio.weight of the old CFQ scheduler, or BFQ's, whose range ends at 1000; and blkio.throttle.*, a file for each
/// direction and unit (Documentation/admin-guide/cgroup-v1/blkio-controller.rst).
/// </summary>
internal sealed class BlkioV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan) =>
        Weights(parent, limits, plan) ?? Throttle(parent, limits, plan);

    private static string? Weights(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.IoWeight is null && limits.IoWeights is null)
            return null;
        var name = ((string[])["blkio.bfq.weight", "blkio.weight"]).FirstOrDefault(file => parent.StatusOf(file) is not null);
        if (name is null)
            return "This kernel has no blkio weight: BFQ is not built in. Leave the io weight out.";
        if (limits.IoWeight is { } weight)
            plan.Add(Knob.Of(parent, name, Math.Clamp(weight, 1, 1000)));
        foreach (var (device, own) in limits.IoWeights ?? [])
        {
            if (BlockDevice.Find(device, out var problem) is not { } number)
                return problem;
            plan.Add(Knob.Of(parent, name + "_device", $"{number} {Math.Clamp(own, 1, 1000)}") with { Key = number, Unset = $"{number} 0" });
        }
        return null;
    }

    private static string? Throttle(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var limit in limits.IoLimits ?? [])
        {
            if (BlockDevice.Find(limit.Device, out var problem) is not { } number)
                return problem;
            foreach (var (file, value) in (ReadOnlySpan<(string, long?)>)
                [
                    ("read_bps", limit.ReadBps), ("write_bps", limit.WriteBps),
                    ("read_iops", limit.ReadIops), ("write_iops", limit.WriteIops),
                ])
            {
                if (value is { } rate)
                {
                    plan.Add(Knob.Of(parent, $"blkio.throttle.{file}_device", string.Create(CultureInfo.InvariantCulture, $"{number} {rate}"))
                        with { Key = number, Unset = $"{number} 0" });
                }
            }
        }
        return null;
    }
}
