using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The knobs of one controller in one version of cgroups.</summary>
internal interface ICgroupController
{
    /// <summary>Writes what <paramref name="limits"/> sets; a null value is left as it is.</summary>
    /// <param name="parent">The node's parent cgroup in the controller's hierarchy.</param>
    /// <param name="group">Name of the container's cgroup below it.</param>
    /// <returns>Null, or what the kernel refused.</returns>
    string? Apply(DirectoryHandle parent, string group, ResourceLimits limits);
}
