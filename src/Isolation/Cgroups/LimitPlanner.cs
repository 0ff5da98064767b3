using Orchestrator.Isolation.Cgroups.Controllers;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>From limits to the files of this host's hierarchies, or to what the host lacks for them.</summary>
internal sealed class LimitPlanner(CgroupHierarchies on)
{
    /// <summary>v1 controllers that count or mark and have nothing that must be set.</summary>
    private static readonly string[] Joinable = ["cpuacct", "perf_event", "net_cls", "net_prio", "cpuset", "devices", "hugetlb", "rdma", "misc", "blkio"];

    /// <param name="limits">All that hold.</param>
    /// <param name="asked">Only the controllers that something of this is about are planned.</param>
    /// <param name="further">Gets the hierarchies that the group has to be in besides those of every container.</param>
    /// <returns>Null, or a sentence on what this host lacks.</returns>
    public string? Plan(ResourceLimits limits, ResourceLimits asked, KnobPlan plan, List<DirectoryHandle> further)
    {
        foreach (var row in ControllerRow.All)
        {
            if (!row.Wants(asked))
                continue;
            if (on.Find(row.Name, out var isV2, out var problem) is not { } parent)
                return problem;
            if (isV2 && row.V2 is null)
                return $"Cgroup v2 has no {row.Name}. Leave it out.";
            if ((isV2 ? row.V2! : row.V1).Plan(parent, limits, plan) is { } refused)
                return refused;
            Need(parent, further);
        }
        foreach (var controller in asked.Join ?? [])
        {
            if (Join(controller, plan, further) is { } refused)
                return refused;
        }
        return Files(asked.Files ?? [], plan, further);
    }

    /// <summary>Raw files. Null, or the first that this host does not have.</summary>
    public string? Files(IReadOnlyList<CgroupFileSpec> files, KnobPlan plan, List<DirectoryHandle> further)
    {
        foreach (var (version, file, value) in files)
        {
            if (on.Holder(version, file) is not { } parent)
                return $"This host has no {file}{(version == 0 ? "" : $" of cgroup v{version}")}: its controller is not there or not used by the engine (orch info shows what there is).";
            if (file.StartsWith("cpuset.", StringComparison.Ordinal) && on.IsFurther(parent) && !further.Contains(parent))
                new CpusetV1().Plan(parent, new ResourceLimits(), plan);
            plan.Add(Knob.Of(parent, file, value));
            Need(parent, further);
        }
        return null;
    }

    private string? Join(string controller, KnobPlan plan, List<DirectoryHandle> further)
    {
        if (!Joinable.Contains(controller))
            return $"'{controller}' is no hierarchy that can be joined for its accounting. Known: {string.Join(", ", Joinable)}.";
        // On a v2 host these are part of every group.
        if (controller is "cpuacct" or "perf_event" && on.Layout == Host.CgroupLayout.V2)
            return null;
        if (on.Find(controller, out var isV2, out var problem) is not { } parent)
            return problem;
        if (controller == "cpuset" && !isV2 && !further.Contains(parent))
            new CpusetV1().Plan(parent, new ResourceLimits(), plan);
        Need(parent, further);
        return null;
    }

    private void Need(DirectoryHandle parent, List<DirectoryHandle> further)
    {
        if (on.IsFurther(parent) && !further.Contains(parent))
            further.Add(parent);
    }
}
