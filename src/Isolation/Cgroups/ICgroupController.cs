using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The knobs of one controller in one version of cgroups.</summary>
internal interface ICgroupController
{
    /// <summary>Adds what <paramref name="limits"/> sets; a null value is left as it is.</summary>
    /// <param name="parent">The node's parent cgroup in the controller's hierarchy.</param>
    /// <returns>Null, or a sentence on what this version of the controller cannot do.</returns>
    string? Plan(DirectoryHandle parent, ResourceLimits limits, KnobPlan plan);
}
