using System.Globalization;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>misc.max: resources that are counted and nothing more, such as the keys of encrypted machines. The same in both versions.</summary>
internal sealed class Misc : ICgroupController
{
    public string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan)
    {
        foreach (var (resource, most) in limits.Misc ?? new Dictionary<string, long>())
        {
            var value = most < 0 ? "max" : most.ToString(CultureInfo.InvariantCulture);
            plan.Add(Knob.Of(parent, "misc.max", $"{resource} {value}") with { Key = resource });
        }
        return null;
    }
}
