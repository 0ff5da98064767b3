using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>Documentation/scheduler/sched-bwc.rst, and sched-rt-group.rst for the realtime files.</summary>
internal sealed class CpuV1 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        // The period of a new group is 100 ms already.
        if (limits.CpuPeriodUsec is { } period)
            plan.Add(Knob.Of(parent, "cpu.cfs_period_us", period));
        // A longer burst than the quota is refused, and so is a shorter quota than the burst.
        if (CpuBandwidth.Quota(limits) is { } quota)
            plan.Add(Knob.Of(parent, "cpu.cfs_quota_us", quota) with { Again = true });
        if (limits.CpuBurstUsec is { } burst)
            plan.Add(Knob.Of(parent, "cpu.cfs_burst_us", burst));
        if ((limits.CpuShares ?? (limits.CpuWeight is { } weight ? CpuBandwidth.Shares(weight) : null)) is { } shares)
            plan.Add(Knob.Of(parent, "cpu.shares", shares));
        if (limits.CpuIdle is { } idle)
            plan.Add(Knob.Of(parent, "cpu.idle", idle ? 1 : 0));
        return Realtime(parent, limits, plan);
    }

    private static string? Realtime(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.CpuRtPeriodUsec is null && limits.CpuRtRuntimeUsec is null)
            return null;
        if (parent.StatusOf("cpu.rt_runtime_us") is null)
            return "This kernel has no realtime bandwidth of groups (CONFIG_RT_GROUP_SCHED). Leave --cpu-rt-runtime and --cpu-rt-period out.";
        if (limits.CpuRtPeriodUsec is { } period)
            plan.Add(Knob.Of(parent, "cpu.rt_period_us", period));
        if (limits.CpuRtRuntimeUsec is { } runtime)
        {
            // A group can hand down no more than it has, and a new one has nothing.
            if (runtime > 0 && parent.TryReadText("cpu.rt_runtime_us", out _)?.Trim() == "0")
                parent.TryWrite("cpu.rt_runtime_us", "900000"u8);
            plan.Add(Knob.Of(parent, "cpu.rt_runtime_us", runtime));
        }
        return null;
    }
}
