using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The group of one attempt in all hierarchies.</summary>
internal sealed class ContainerCgroup(
    CgroupHierarchies on,
    string group,
    IReadOnlyList<(DirectoryHandle Parent, ICgroupController Controller)> controllers,
    DescriptorBudget budget) : IDisposable
{
    private readonly GroupCounters _counters = new(on, group, budget);

    public string Group => group;

    /// <summary>Null, or what the kernel refused first.</summary>
    public string? Apply(ResourceLimits limits)
    {
        foreach (var (parent, controller) in controllers)
        {
            if (controller.Apply(parent, group, limits) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>Null, or what the kernel refused first.</summary>
    public string? Write(IReadOnlyList<CgroupFileSpec> files)
    {
        foreach (var (version, file, value) in files)
        {
            if (on.Holder(version, file) is not { } parent)
                return $"This host has no {file} of cgroup v{version}.";
            if (Knob.Set(parent, group, file, System.Text.Encoding.UTF8.GetBytes(value)) is { } problem)
                return problem;
        }
        return null;
    }

    /// <summary>Gives the v2 group to a user, as cgroup-v2.rst describes delegation: the group and what moves processes.</summary>
    public void Delegate(uint uid, uint gid)
    {
        if (on.V2 is not { } parent)
            return;
        parent.ChangeOwner(group, uid, gid);
        foreach (var file in (ReadOnlySpan<string>)["cgroup.procs", "cgroup.threads", "cgroup.subtree_control"])
            parent.ChangeOwner($"{group}/{file}", uid, gid);
    }

    /// <summary>For CLONE_INTO_CGROUP (clone3(2)); null without a v2 tree. The caller closes it.</summary>
    public DirectoryHandle? OpenV2() => on.V2?.OpenDirectory(group);

    /// <summary>
    /// The <c>tasks</c> files of v1: "0" written there moves the writer alone, which spares the lock and the grace
    /// period that a write to cgroup.procs takes. The caller closes them.
    /// </summary>
    public IReadOnlyList<Descriptor> OpenTasks()
    {
        var files = new List<Descriptor>(on.DistinctV1.Count);
        try
        {
            foreach (var parent in on.DistinctV1)
                files.Add(parent.OpenFile($"{group}/tasks", Fcntl.O_WRONLY));
            return files;
        }
        catch
        {
            foreach (var file in files)
                file.Dispose();
            throw;
        }
    }

    public ResourceUsage ReadUsage() => _counters.Read();

    public PressureTotals? ReadPressure() => PressureFile.Read(on.V2, group);

    public OomCounts ReadOom() => _counters.ReadOom();

    public void Dispose() => _counters.Dispose();
}
