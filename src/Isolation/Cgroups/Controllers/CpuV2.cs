using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

internal sealed class CpuV2 : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        if (limits.CpuRtPeriodUsec is not null || limits.CpuRtRuntimeUsec is not null)
            return "Cgroup v2 has no realtime bandwidth of groups. Leave --cpu-rt-runtime and --cpu-rt-period out.";
        var quota = CpuBandwidth.Quota(limits);
        if (quota is not null || limits.CpuPeriodUsec is not null)
        {
            var text = quota is > 0 and var usec ? usec.ToString(CultureInfo.InvariantCulture) : "max";
            var period = limits.CpuPeriodUsec ?? CpuBandwidth.PeriodUsec;
            plan.Add(Knob.Of(parent, "cpu.max", string.Create(CultureInfo.InvariantCulture, $"{text} {period}")) with { Again = true });
        }
        if (limits.CpuBurstUsec is { } burst)
            plan.Add(Knob.Of(parent, "cpu.max.burst", burst));
        if ((limits.CpuWeight ?? (limits.CpuShares is { } shares ? CpuBandwidth.Weight(shares) : null)) is { } weight)
            plan.Add(Knob.Of(parent, "cpu.weight", weight));
        if (limits.CpuIdle is { } idle)
            plan.Add(Knob.Of(parent, "cpu.idle", idle ? 1 : 0));
        return null;
    }
}
