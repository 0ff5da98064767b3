using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Isolation.Cgroups.Devices;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>All cgroups of one node: a parent, and below it a group for each attempt of a container.</summary>
internal sealed class CgroupNode : IDisposable
{
    private readonly CgroupHierarchies _on;
    private readonly DescriptorBudget _budget;
    private readonly LimitPlanner _planner;
    private readonly DeviceGuard _devices;

    private CgroupNode(CgroupHierarchies on, DescriptorBudget budget, TimeProvider time, string? missing)
    {
        _on = on;
        _budget = budget;
        Missing = missing;
        Freezer = missing is not null ? new NoFreezer()
            : on.V2 is not null
            ? new FreezerV2(on.V2)
            : new FreezerV1(on.V1("freezer") ?? throw Lacks("freezer"), time);
        Killer = new GroupKiller(on, Freezer, time);
        _planner = new LimitPlanner(on);
        _devices = new DeviceGuard(on);
    }

    /// <summary>Why there are no cgroups at all; null when there are. Then groups are names only, and limits are refused.</summary>
    public string? Missing { get; }

    /// <summary>Why containers have no device policy of cgroups; null when they have it.</summary>
    public string? DeviceProblem => Missing ?? _devices.Problem;

    public CgroupLayout Layout => _on.Layout;

    public string Parent => _on.Parent;

    public IReadOnlyList<string> Controllers => _on.Controllers;

    public IFreezer Freezer { get; }

    public GroupKiller Killer { get; }

    public CgroupHierarchies Hierarchies => _on;

    /// <summary>The parent's own counters: they tell whether an OOM kill came from the node's limit.</summary>
    public GroupCounters ParentCounters() => new(_on, ".", _budget);

    public MemoryShortage MemoryShortage() => Cgroups.MemoryShortage.Of(_on);

    /// <param name="missing">Set where containers have to do without, and why.</param>
    /// <exception cref="PlatformNotSupportedException">There are no cgroups, or nothing that could freeze them.</exception>
    /// <exception cref="SystemCallException">They cannot be written.</exception>
    public static CgroupNode Open(
        CgroupMounts mounts, string parent, int descriptorBudget, TimeProvider time, string? missing = null)
    {
        if (mounts.Layout == CgroupLayout.None && missing is null)
            throw Lacks("cgroup");
        var on = CgroupHierarchies.Open(mounts, parent);
        try
        {
            return new CgroupNode(on, new DescriptorBudget(descriptorBudget), time, missing);
        }
        catch
        {
            on.Dispose();
            throw;
        }
    }

    /// <summary>A name that two daemons with different root folders never share.</summary>
    public static string ParentNameFor(string root)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(full));
        return string.Create(CultureInfo.InvariantCulture, $"orch-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}");
    }

    public static string GroupName(Guid id, int attempt) =>
        string.Create(CultureInfo.InvariantCulture, $"{id:N}.{attempt}");

    /// <summary>Null for a group that is not one of an attempt.</summary>
    public static (Guid Id, int Attempt)? ParseGroupName(string name) =>
        name.Length > 33 && name[32] == '.'
        && Guid.TryParseExact(name.AsSpan(0, 32), "N", out var id)
        && int.TryParse(name.AsSpan(33), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? (id, attempt)
            : null;

    /// <summary>Makes the group in every hierarchy that all containers are in.</summary>
    /// <exception cref="SystemCallException">A hierarchy refused; nothing is left behind.</exception>
    public ContainerCgroup Create(string group)
    {
        var made = new List<DirectoryHandle>();
        foreach (var parent in UsualParents())
        {
            var errno = parent.TryMakeDirectory(group, 0x1ED);
            if (errno == Errno.ENOENT)
            {
                _on.MakeAgain();
                errno = parent.TryMakeDirectory(group, 0x1ED);
            }
            if (errno is 0 or Errno.EEXIST)
            {
                made.Add(parent);
                continue;
            }
            foreach (var other in made)
                other.TryRemoveDirectory(group);
            throw new SystemCallException("mkdir", errno, $"Making the cgroup {Parent}/{group}");
        }
        return Attach(group);
    }

    /// <summary>The group of an attempt that ran before this daemon did; null if there is none.</summary>
    public ContainerCgroup? Find(string group) =>
        Parents().Any(parent => parent.StatusOf(group) is not null) ? Attach(group) : null;

    /// <summary>
    /// Null when this host has everything that the limits need, else a sentence on what it lacks. Turns on the controllers
    /// that are needed, so that a start finds them so.
    /// </summary>
    public string? Check(ResourceLimits limits, IReadOnlyList<CgroupFileSpec> files, IReadOnlyList<DeviceNodeSpec> nodes)
    {
        var plan = new KnobPlan();
        if ((_planner.Plan(limits, limits, plan, []) ?? _planner.Files(files, plan, [])) is { } lacking)
            return lacking;
        return plan.Missing(".") is { } file
            ? $"This kernel has no {file} for its cgroups (orch cgroup get shows what there is). Leave that limit out."
            : _devices.Check(nodes, limits.Devices ?? []);
    }

    /// <summary>Limits of all containers together. Null, or what the kernel refused.</summary>
    public string? LimitNode(ResourceLimits limits)
    {
        using var parent = Attach(".");
        return parent.Apply(limits);
    }

    /// <summary>Every group below the parent, in whatever hierarchy, sorted.</summary>
    public IReadOnlyList<string> List()
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var mountPoint in _on.MountPoints())
        {
            foreach (var directory in Directory.EnumerateDirectories(Path.Combine(mountPoint, Parent)))
                names.Add(Path.GetFileName(directory));
        }
        return [.. names];
    }

    /// <summary>
    /// Removes the group everywhere. Tasks that still end keep it busy; the kernel says when they are gone.
    /// </summary>
    /// <returns>Null, or what stands in the way after <paramref name="limit"/>.</returns>
    public async Task<string?> RemoveAsync(string group, TimeSpan limit, TimeProvider time, CancellationToken cancel)
    {
        var began = time.GetTimestamp();
        var pause = 1;
        while (true)
        {
            var busy = 0;
            foreach (var parent in Parents())
            {
                var errno = parent.TryRemoveDirectory(group);
                if (errno == Errno.EBUSY && RemoveNested(parent, group))
                    errno = parent.TryRemoveDirectory(group);
                if (errno is not (0 or Errno.ENOENT))
                    busy = errno;
            }
            if (busy == 0)
                return null;
            if (time.GetElapsedTime(began) > limit)
            {
                var holders = string.Join(", ", ProcessList.Describe(Freezer.Processes(group), limit: 10));
                return $"The cgroup {Parent}/{group} cannot be removed: {Errno.Name(busy)}. "
                    + (holders.Length == 0 ? "No process is left in it." : $"Still in it: {holders}.");
            }
            if (_on.V2 is not null && pause == 1)
                await EventsFile.WaitAsync(_on.V2, group, "populated", 0, limit, cancel).ConfigureAwait(false);
            else
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancel).ConfigureAwait(false);
            pause = Math.Min(pause * 2, 100);
        }
    }

    /// <summary>Removes the parent itself; for tests and for the removal of a node.</summary>
    public bool TryRemoveParent()
    {
        var gone = true;
        foreach (var mountPoint in _on.MountPoints())
        {
            using var root = DirectoryHandle.Open(mountPoint);
            gone &= root.TryRemoveDirectory(Parent) is 0 or Errno.ENOENT;
        }
        return gone;
    }

    public void Dispose()
    {
        _devices.Dispose();
        _on.Dispose();
    }

    /// <summary>The group of a name, whether it is there or not: reading what is not there gives null.</summary>
    public ContainerCgroup Attach(string group) => new(_on, group, _planner, _devices, _budget);

    /// <summary>In which every container's group is made.</summary>
    private IEnumerable<DirectoryHandle> UsualParents() => _on.V2 is null ? _on.DistinctV1 : [_on.V2, .. _on.DistinctV1];

    private IEnumerable<DirectoryHandle> Parents() => [.. UsualParents(), .. _on.FurtherV1];

    /// <summary>A container that was given its own cgroup tree may have made groups in it; they hold the group too.</summary>
    private static bool RemoveNested(DirectoryHandle parent, string group, int depth = 0)
    {
        using var directory = depth > 32 ? null : parent.TryOpenDirectory(group, out _);
        if (directory is null)
            return false;
        var removed = false;
        foreach (var name in directory.DirectoryNames())
        {
            RemoveNested(directory, name, depth + 1);
            removed |= directory.TryRemoveDirectory(name) == 0;
        }
        return removed;
    }

    private static PlatformNotSupportedException Lacks(string what) => new(
        $"This host has no {what} hierarchy mounted, and containers cannot be limited or frozen without it. "
        + "Mount one, e.g.: mount -t cgroup2 cgroup2 /sys/fs/cgroup");
}
