using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups.Controllers;

/// <summary>The same in both versions.</summary>
internal sealed class Pids : ICgroupController
{
    public string? Apply(DirectoryHandle parent, string group, ResourceLimits limits) =>
        limits.Pids is { } pids ? Knob.Set(parent, group, "pids.max", pids) : null;
}
