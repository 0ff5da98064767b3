using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>Changes the limits of a living container, all that was asked for or nothing.</summary>
internal sealed class UpdateStage(NodeContext node)
{
    /// <summary>Null: done, or nothing lives that could be changed; else what stands in the way.</summary>
    public string? Run(Guid id, ResourceLimits change)
    {
        if (node.Find(id) is not { Exit: null } attempt)
            return Check(change, node.Options.DefaultLimits.With(change), []);
        // One change of a container at a time: the next builds on what holds then.
        lock (attempt)
        {
            var nodes = attempt.Spec.Devices ?? [];
            var problem = Check(change, attempt.Limits.With(change), nodes) ?? attempt.Cgroup.Change(attempt.Limits, change, nodes);
            if (problem is null)
                attempt.Limits = attempt.Limits.With(change);
            return problem;
        }
    }

    public string? Judge(ContainerSpec spec, ResourceLimits change) =>
        Check(change, node.Options.DefaultLimits.With(spec.Resources).With(change), spec.Devices ?? []);

    private string? Check(ResourceLimits change, ResourceLimits all, IReadOnlyList<DeviceNodeSpec> nodes) =>
        NoCgroupCheck.Check(change, node.Cgroups.Missing) ?? ResourceCheck.Check(all, node.Cgroups.Controllers, node.Capacity) ?? node.Cgroups.Check(change, [], nodes);
}
