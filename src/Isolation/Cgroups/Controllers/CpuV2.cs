using System.Text;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

internal sealed class CpuV2 : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits)
    {
        string? problem = null;
        if (limits.Cpus is { } cpus)
        {
            var value = $"{CpuBandwidth.QuotaUsec(cpus)} {CpuBandwidth.PeriodUsec}";
            problem = Knob.Set(parent, group, "cpu.max", Encoding.ASCII.GetBytes(value));
        }
        if (problem is null && limits.CpuWeight is { } weight)
            problem = Knob.Set(parent, group, "cpu.weight", weight);
        return problem;
    }
}
