using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The group of one attempt in all hierarchies.</summary>
internal sealed class ContainerCgroup(
    CgroupHierarchies on, string group, LimitPlanner planner, DeviceGuard devices, DescriptorBudget budget) : IDisposable
{
    private readonly GroupCounters _counters = new(on, group, budget);

    public string Group => group;

    /// <summary>For a new group. Null, or what the kernel refused first.</summary>
    public string? Apply(ResourceLimits limits, IReadOnlyList<CgroupFileSpec>? files = null, IReadOnlyList<DeviceNodeSpec>? nodes = null)
    {
        var plan = new KnobPlan();
        var further = new List<DirectoryHandle>();
        if ((planner.Plan(limits, limits, plan, further) ?? planner.Files(files ?? [], plan, further)) is { } lacking)
            return lacking;
        if (devices.NeedsV1 && on.Find("devices", out _, out _) is { } policies && on.IsFurther(policies))
            further.Add(policies);
        foreach (var parent in further)
        {
            if (Make(parent) is { } refused)
                return refused;
        }
        if (plan.Write(group) is { } unwritten)
            return unwritten;
        Protect(plan);
        return devices.Apply(group, nodes ?? [], limits.Devices ?? []);
    }

    /// <summary>
    /// For a group that lives: all of the change, or nothing. Null, or what the kernel refused.
    /// </summary>
    /// <param name="before">What holds now.</param>
    public string? Change(ResourceLimits before, ResourceLimits change, IReadOnlyList<DeviceNodeSpec> nodes)
    {
        var after = before.With(change);
        var plan = new KnobPlan();
        var further = new List<DirectoryHandle>();
        if (planner.Plan(after, change, plan, further) is { } lacking)
            return lacking;
        var entered = new List<DirectoryHandle>();
        foreach (var parent in further.Where(parent => parent.StatusOf(group) is null))
        {
            if (Make(parent) is { } refused)
                return Leave(entered, refused);
            entered.Add(parent);
        }
        if (plan.WriteOrUndo(group) is { } problem)
            return Leave(entered, problem);
        Protect(plan);
        if (change.Devices is { } rules && devices.Change(group, nodes, before.Devices ?? [], rules, after.Devices ?? []) is { } stuck)
            return Leave(entered, Undo(before, change) is { } worse ? $"{stuck} {worse}" : stuck);
        return entered.Select(parent => Move(parent)).FirstOrDefault(refused => refused is not null) is { } unmoved ? Leave(entered, unmoved) : null;
    }

    /// <summary>Gives the v2 group to a user, as cgroup-v2.rst describes delegation: the group and what moves processes.</summary>
    public void Delegate(uint uid, uint gid)
    {
        if (on.V2 is not { } parent)
            return;
        // Each group takes memory of the kernel, and on a hybrid host that is not counted to the container.
        parent.TryWrite($"{group}/cgroup.max.descendants", "1000"u8);
        parent.ChangeOwner(group, uid, gid);
        foreach (var file in (ReadOnlySpan<string>)["cgroup.procs", "cgroup.threads", "cgroup.subtree_control"])
            parent.ChangeOwner($"{group}/{file}", uid, gid);
    }

    /// <summary>For CLONE_INTO_CGROUP (clone3(2)); null without a v2 tree. The caller closes it.</summary>
    public DirectoryHandle? OpenV2() => on.V2?.OpenDirectory(group);

    /// <summary>
    /// Where one more process of a container goes that was given its own tree: a group that hands controllers down takes
    /// no processes (cgroup-v2.rst, "No Internal Process Constraint"), so there it goes beside the init.
    /// </summary>
    public DirectoryHandle? OpenV2Beside(int init)
    {
        if (on.V2 is not { } parent || string.IsNullOrWhiteSpace(parent.TryReadText($"{group}/cgroup.subtree_control", out _)))
            return OpenV2();
        var own = $"/{on.Parent}/{group}/";
        var path = GroupPaths.Parse(ProcessGroups.Text($"/proc/{init}/cgroup")).FirstOrDefault(place => place.Controllers.Length == 0).Path;
        var below = path is not null && path.StartsWith(own, StringComparison.Ordinal) ? path[own.Length..] : null;
        return below is null ? OpenV2() : parent.TryOpenDirectory($"{group}/{below}", out _) ?? OpenV2();
    }

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
            foreach (var parent in on.FurtherV1)
            {
                if (parent.TryOpenFile($"{group}/tasks", Fcntl.O_WRONLY, out _) is { } file)
                    files.Add(file);
            }
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

    public void OpenCounters() => _counters.OpenAhead();

    public UsageReading Poll(UsageReading? last) => _counters.Poll(last);

    public PressureTotals? ReadPressure() => _counters.ReadPressure();

    public PressureReading? ReadPressureNow() => PressureAverages.Read(on.V2, group);

    public ReclaimOutcome Reclaim() => MemoryReclaim.Run(on, group, _counters);

    public OomCounts ReadOom() => _counters.ReadOom();

    /// <summary>Null when no process was killed for want of memory.</summary>
    public OomCounts? ReadOomIfAny() => _counters.ReadOomIfAny();

    public void Dispose() => _counters.Dispose();

    /// <summary>
    /// Memory is protected only as far as the groups above are (cgroup-v2.rst, "memory.low"), so the parent gets what its
    /// groups have together.
    /// </summary>
    private void Protect(KnobPlan plan)
    {
        foreach (var knob in plan.Knobs)
        {
            if (knob.File is not ("memory.low" or "memory.min"))
                continue;
            decimal together = 0;
            foreach (var name in knob.Parent.DirectoryNames())
            {
                var text = knob.Parent.TryReadText($"{name}/{knob.File}", out _)?.Trim();
                together += text == "max" ? long.MaxValue : long.TryParse(text, out var bytes) ? bytes : 0;
            }
            var all = together >= long.MaxValue ? "max" : together.ToString(System.Globalization.CultureInfo.InvariantCulture);
            knob.Parent.TryWrite(knob.File, System.Text.Encoding.ASCII.GetBytes(all));
        }
    }

    private string? Make(DirectoryHandle parent)
    {
        var errno = parent.TryMakeDirectory(group, 0x1ED);
        return errno is 0 or Errno.EEXIST ? null : $"The kernel refused a further cgroup for {group}: {Errno.Name(errno)} ({Errno.Describe(errno)}).";
    }

    /// <summary>All processes, again and again until none is left that was forked meanwhile by one not moved yet.</summary>
    private string? Move(DirectoryHandle parent)
    {
        var source = on.V2 ?? on.DistinctV1[0];
        for (var round = 0; round < 100; round++)
        {
            var there = ProcessList.Read(parent, group).ToHashSet();
            var left = ProcessList.Read(source, group).Where(pid => !there.Contains(pid)).ToArray();
            if (left.Length == 0)
                return null;
            foreach (var pid in left)
            {
                var errno = parent.TryWrite($"{group}/cgroup.procs", System.Text.Encoding.ASCII.GetBytes($"{pid}"));
                if (errno is not (0 or Errno.ESRCH))
                    return $"The kernel refused to move process {pid} into the further cgroup: {Errno.Name(errno)} ({Errno.Describe(errno)}).";
            }
        }
        return "Processes of the container were made faster than they could be moved. Freeze it first (orch freeze), then update it.";
    }

    /// <summary>Back to where the processes were; an empty group can go.</summary>
    private string Leave(List<DirectoryHandle> entered, string problem)
    {
        foreach (var parent in entered)
        {
            foreach (var pid in ProcessList.Read(parent, group))
                parent.TryWrite("cgroup.procs", System.Text.Encoding.ASCII.GetBytes($"{pid}"));
            parent.TryRemoveDirectory(group);
        }
        return problem;
    }

    private string? Undo(ResourceLimits before, ResourceLimits change)
    {
        var plan = new KnobPlan();
        return planner.Plan(before, change, plan, []) ?? plan.Write(group);
    }
}
