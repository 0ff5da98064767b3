using System.Text;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// The node's parent cgroup, opened in every hierarchy that the engine uses: some for every container, the others once
/// somebody asks for what only they do, since each v1 hierarchy costs a start a move.
/// </summary>
internal sealed class CgroupHierarchies : IDisposable
{
    private const uint Mode = 0x1ED;

    /// <summary>In the order in which a container's group is made in them.</summary>
    private static readonly string[] Usual = ["memory", "pids", "cpu", "io"];

    /// <summary>Turned on, or joined, on request.</summary>
    private static readonly string[] OnRequest =
        ["cpuset", "hugetlb", "rdma", "misc", "devices", "net_cls", "net_prio", "perf_event", "cpuacct", "freezer"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DirectoryHandle> _v1 = new(StringComparer.Ordinal);
    private readonly List<DirectoryHandle> _distinctV1 = [];
    private readonly HashSet<string> _onV2 = new(StringComparer.Ordinal);
    private HashSet<string> _offeredByV2 = [];
    private volatile DirectoryHandle[] _further = [];

    private CgroupHierarchies(CgroupMounts mounts, string parent)
    {
        Mounts = mounts;
        Parent = parent;
    }

    public CgroupMounts Mounts { get; }

    public CgroupLayout Layout => Mounts.Layout;

    /// <summary>Name of the parent, the same in every hierarchy.</summary>
    public string Parent { get; }

    public DirectoryHandle? V2 { get; private set; }

    /// <summary>Controllers that containers can be limited or counted by; those of v1 that v2 calls otherwise by the v2 name.</summary>
    public IReadOnlyList<string> Controllers { get; private set; } = [];

    /// <summary>Each v1 hierarchy that every container is in, once.</summary>
    public IReadOnlyList<DirectoryHandle> DistinctV1 => _distinctV1;

    /// <summary>Each v1 hierarchy that some containers are in.</summary>
    public IReadOnlyList<DirectoryHandle> FurtherV1 => _further;

    /// <summary>The parent in the v1 hierarchy of a controller that is in use, or null when v2 has it or nobody.</summary>
    public DirectoryHandle? V1(string controller)
    {
        lock (_gate)
            return _v1.GetValueOrDefault(controller);
    }

    /// <summary>Whether a container's group is made in this v1 hierarchy only when it is asked for.</summary>
    public bool IsFurther(DirectoryHandle parent) => Array.IndexOf(_further, parent) >= 0;

    /// <summary>
    /// The parent in the hierarchy that has a controller, which is turned on there. Null: <paramref name="problem"/> says
    /// what this host lacks.
    /// </summary>
    /// <param name="controller">By its v1 name, or <c>io</c>.</param>
    /// <param name="isV2">Whether the files are those of v2.</param>
    public DirectoryHandle? Find(string controller, out bool isV2, out string? problem)
    {
        lock (_gate)
        {
            isV2 = false;
            problem = null;
            var onV1 = controller == "io" ? "blkio" : controller;
            var onV2 = controller == "blkio" ? "io" : controller;
            if (_v1.TryGetValue(onV1, out var known) && !_onV2.Contains(onV2))
                return known;
            isV2 = _onV2.Contains(onV2) || (_offeredByV2.Contains(onV2) && TurnOn(onV2));
            if (isV2)
                return V2;
            if (Mounts.V1.TryGetValue(onV1, out var mountPoint) && TryOpenFurther(onV1, mountPoint, out problem) is { } opened)
                return opened;
            problem ??= Lacks(onV1, onV2);
            return null;
        }
    }

    /// <summary>The parent in the hierarchy that a file such as <c>memory.high</c> or <c>cpuset.cpus</c> belongs to.</summary>
    /// <param name="version">1, 2, or 0 for whichever the host has.</param>
    public DirectoryHandle? Holder(int version, string file)
    {
        var controller = file[..Math.Max(file.IndexOf('.'), 0)];
        if (version == 2)
            return V2 is not null && Find(controller, out var isV2, out _) is not null && isV2 ? V2 : V2?.StatusOf(file) is null ? null : V2;
        var found = Find(controller, out var onV2, out _);
        return version == 1 && onV2 ? null : found;
    }

    /// <summary>Makes the parent cgroup where it is missing and turns on what containers need below it.</summary>
    /// <exception cref="SystemCallException">A hierarchy cannot be written, e.g. without root.</exception>
    public static CgroupHierarchies Open(CgroupMounts mounts, string parent)
    {
        var opened = new CgroupHierarchies(mounts, parent);
        try
        {
            if (mounts.V2 is not null)
                opened.OpenV2(mounts.V2);
            foreach (var (controller, mountPoint) in mounts.V1)
            {
                if (opened.IsUsual(controller))
                    opened.OpenV1(controller, mountPoint, opened._distinctV1);
            }
            if (mounts.V1.TryGetValue("cpuset", out var sets) && opened._v1.FirstOrDefault(pair => mounts.V1[pair.Key] == sets).Value is { } shared)
                FillCpuset(sets, shared);
            // What an earlier daemon made for its containers is there still.
            foreach (var (controller, mountPoint) in mounts.V1)
            {
                if (!opened._v1.ContainsKey(controller) && Directory.Exists(Path.Combine(mountPoint, parent)))
                    opened.TryOpenFurther(controller, mountPoint, out _);
            }
            opened.Controllers = [.. Usual.Concat(OnRequest).Where(opened.IsThere)];
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>A group in each hierarchy that has it; the caller disposes them.</summary>
    public IReadOnlyList<OpenedCgroup> OpenAll(string group)
    {
        List<(DirectoryHandle Parent, bool IsV2, IReadOnlyList<string> Controllers)> places = [];
        lock (_gate)
        {
            foreach (var parent in _v1.Values.Distinct())
                places.Add((parent, false, [.. _v1.Where(pair => pair.Value == parent).Select(pair => pair.Key)]));
            if (V2 is not null)
                places.Add((V2, true, [.. _onV2]));
        }
        var path = $"/{Parent}/{group}";
        return
        [
            .. places.Select(place => place.Parent.TryOpenDirectory(group, out _) is { } directory
                ? new OpenedCgroup(place.IsV2, place.Controllers, path, directory) : null).OfType<OpenedCgroup>(),
        ];
    }

    /// <summary>
    /// Makes the parent anew where it has gone: what keeps a user's session tidy removes empty groups below it, also this one
    /// (pam_cgfs(8)). Who holds a handle of the parent has the new one by it.
    /// </summary>
    /// <exception cref="SystemCallException">It cannot be made there any more.</exception>
    public void MakeAgain()
    {
        lock (_gate)
        {
            if (V2 is { } v2)
            {
                Renew(v2, Mounts.V2!);
                Enable(v2, [.. _onV2]);
            }
            foreach (var handle in _v1.Values.Distinct())
                Renew(handle, Mounts.V1[_v1.First(pair => pair.Value == handle).Key]);
        }
    }

    /// <summary>Mount points of the hierarchies in use, each once.</summary>
    public IReadOnlyList<string> MountPoints()
    {
        lock (_gate)
        {
            return
            [
                .. (Mounts.V2 is null ? [] : (string[])[Mounts.V2])
                    .Concat(Mounts.V1.Where(mount => _v1.ContainsKey(mount.Key)).Select(mount => mount.Value)).Distinct(),
            ];
        }
    }

    public void Dispose()
    {
        V2?.Dispose();
        foreach (var directory in _distinctV1.Concat(_further))
            directory.Dispose();
    }

    private bool IsThere(string controller) =>
        _offeredByV2.Contains(controller) || Mounts.V1.ContainsKey(controller == "io" ? "blkio" : controller)
        // These are in every v2 group without being turned on.
        || (controller is "freezer" or "cpuacct" or "perf_event" && V2 is not null && Layout == CgroupLayout.V2);

    private void OpenV2(string mountPoint)
    {
        using var root = DirectoryHandle.Open(mountPoint);
        _offeredByV2 = Words(root.TryReadText("cgroup.controllers", out _));
        Enable(root, Usual);
        V2 = root.MakeDirectory(Parent, Mode);
        Enable(V2, Usual);
        _onV2.UnionWith(Words(V2.TryReadText("cgroup.subtree_control", out _)));
    }

    private void Renew(DirectoryHandle known, string mountPoint)
    {
        using var root = DirectoryHandle.Open(mountPoint);
        using var there = root.MakeDirectory(Parent, Mode);
        known.Become(there);
    }

    private bool TurnOn(string controller)
    {
        using (var root = DirectoryHandle.Open(Mounts.V2!))
            Enable(root, [controller]);
        Enable(V2!, [controller]);
        if (!Words(V2!.TryReadText("cgroup.subtree_control", out _)).Contains(controller))
            return false;
        _onV2.Add(controller);
        return true;
    }

    /// <summary>One controller at a time: a single one that is refused must not keep the others from being turned on.</summary>
    private void Enable(DirectoryHandle group, string[] controllers)
    {
        foreach (var controller in controllers.Where(_offeredByV2.Contains))
            group.TryWrite("cgroup.subtree_control", Encoding.ASCII.GetBytes($"+{controller}"));
    }

    /// <summary>Each further v1 hierarchy costs every start a move, so only what v2 does not do is used.</summary>
    private bool IsUsual(string controller) => controller switch
    {
        "freezer" or "cpuacct" => V2 is null,
        "devices" => V2 is null,
        "blkio" => !_onV2.Contains("io"),
        "memory" or "pids" or "cpu" => !_onV2.Contains(controller),
        _ => false,
    };

    private DirectoryHandle? TryOpenFurther(string controller, string mountPoint, out string? problem)
    {
        try
        {
            var made = new List<DirectoryHandle>();
            var opened = OpenV1(controller, mountPoint, made);
            if (controller == "cpuset" || Mounts.V1.GetValueOrDefault("cpuset") == mountPoint)
                FillCpuset(mountPoint, opened);
            _further = [.. _further, .. made];
            problem = null;
            return opened;
        }
        catch (SystemCallException failure)
        {
            problem = $"The v1 hierarchy of {controller} cannot be used: {failure.Message}";
            return null;
        }
    }

    private DirectoryHandle OpenV1(string controller, string mountPoint, List<DirectoryHandle> made)
    {
        foreach (var (other, directory) in _v1)
        {
            if (Mounts.V1[other] == mountPoint)
                return _v1[controller] = directory;
        }
        using var root = DirectoryHandle.Open(mountPoint);
        var opened = root.MakeDirectory(Parent, Mode);
        _v1[controller] = opened;
        made.Add(opened);
        return opened;
    }

    /// <summary>
    /// A new v1 cpuset is empty, and nothing can run in it or have more below it (cpuset(7)); from here on the groups
    /// below begin with what this one has.
    /// </summary>
    private static void FillCpuset(string mountPoint, DirectoryHandle parent)
    {
        using var root = DirectoryHandle.Open(mountPoint);
        foreach (var file in (ReadOnlySpan<string>)["cpuset.cpus", "cpuset.mems"])
        {
            if (parent.TryReadText(file, out _)?.Trim() is { Length: 0 } && root.TryReadText(file, out _) is { } all)
                parent.TryWrite(file, Encoding.ASCII.GetBytes(all.Trim()));
        }
        parent.TryWrite("cgroup.clone_children", "1"u8);
    }

    private string Lacks(string onV1, string onV2)
    {
        var name = onV1 == onV2 ? onV1 : $"{onV2} (on v1 {onV1})";
        var kernel = File.Exists("/proc/cgroups") ? File.ReadLines("/proc/cgroups").FirstOrDefault(line => line.StartsWith(onV1 + "\t", StringComparison.Ordinal)) : null;
        if (kernel is null)
            return $"This kernel has no {name} cgroup controller, so the limit could not be kept. Leave it out (orch info shows what there is).";
        return kernel.EndsWith("\t0", StringComparison.Ordinal)
            ? $"The {name} cgroup controller is switched off on this host (cgroup_disable on the kernel's command line). Leave the limit out, or boot without that."
            : $"This kernel has the {name} cgroup controller, but it is neither in the v2 tree nor mounted. "
                + $"Leave the limit out, or mount it: mkdir -p /sys/fs/cgroup/{onV1} && mount -t cgroup -o {onV1} {onV1} /sys/fs/cgroup/{onV1}, and restart the daemon.";
    }

    private static HashSet<string> Words(string? text) =>
        [.. (text ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
}
