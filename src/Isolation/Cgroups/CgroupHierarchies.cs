using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>The node's parent cgroup, opened in every hierarchy that the engine uses.</summary>
internal sealed class CgroupHierarchies : IDisposable
{
    /// <summary>In the order in which a container's group is made in them.</summary>
    private static readonly string[] Wanted = ["memory", "pids", "cpu", "io"];

    private readonly Dictionary<string, DirectoryHandle> _v1 = new(StringComparer.Ordinal);
    private readonly List<DirectoryHandle> _distinctV1 = [];

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

    /// <summary>Controllers that containers can be limited by, by their v2 names.</summary>
    public IReadOnlyList<string> Controllers { get; private set; } = [];

    /// <summary>Each v1 hierarchy in use, once.</summary>
    public IReadOnlyList<DirectoryHandle> DistinctV1 => _distinctV1;

    /// <summary>The parent in the v1 hierarchy of a controller, or null when v2 has it or nobody.</summary>
    public DirectoryHandle? V1(string controller) => _v1.GetValueOrDefault(controller);

    /// <summary>The parent in the hierarchy that a file such as <c>memory.high</c> or <c>cpuset.cpus</c> belongs to.</summary>
    public DirectoryHandle? Holder(int version, string file) => version == 2 ? V2 : V1(file[..Math.Max(file.IndexOf('.'), 0)]);

    /// <summary>Makes the parent cgroup where it is missing and turns on what containers need below it.</summary>
    /// <exception cref="SystemCallException">A hierarchy cannot be written, e.g. without root.</exception>
    public static CgroupHierarchies Open(CgroupMounts mounts, string parent)
    {
        var opened = new CgroupHierarchies(mounts, parent);
        try
        {
            var onV2 = mounts.V2 is null ? [] : opened.OpenV2(mounts.V2);
            foreach (var (controller, mountPoint) in mounts.V1)
            {
                if (opened.IsNeeded(controller, onV2))
                    opened.OpenV1(controller, mountPoint);
            }
            opened.Controllers =
                [.. Wanted.Where(name => onV2.Contains(name) || opened._v1.ContainsKey(name == "io" ? "blkio" : name))];
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        V2?.Dispose();
        foreach (var directory in _distinctV1)
            directory.Dispose();
    }

    private HashSet<string> OpenV2(string mountPoint)
    {
        using var root = DirectoryHandle.Open(mountPoint);
        var offered = Words(root.TryReadText("cgroup.controllers", out _));
        Enable(root, offered);
        V2 = root.MakeDirectory(Parent, 0x1ED);
        Enable(V2, offered);
        return Words(V2.TryReadText("cgroup.subtree_control", out _));
    }

    /// <summary>One controller at a time: a single one that is refused must not keep the others from being turned on.</summary>
    private static void Enable(DirectoryHandle group, HashSet<string> offered)
    {
        foreach (var controller in Wanted)
        {
            if (offered.Contains(controller))
                group.TryWrite("cgroup.subtree_control", System.Text.Encoding.ASCII.GetBytes($"+{controller}"));
        }
    }

    /// <summary>Each further v1 hierarchy costs every start a move, so only what v2 does not do is used.</summary>
    private bool IsNeeded(string controller, HashSet<string> onV2) => controller switch
    {
        "freezer" or "cpuacct" => V2 is null,
        "blkio" => !onV2.Contains("io"),
        _ => !onV2.Contains(controller),
    };

    private void OpenV1(string controller, string mountPoint)
    {
        foreach (var (other, directory) in _v1)
        {
            if (Mounts.V1[other] == mountPoint)
            {
                _v1[controller] = directory;
                return;
            }
        }
        using var root = DirectoryHandle.Open(mountPoint);
        var made = root.MakeDirectory(Parent, 0x1ED);
        _v1[controller] = made;
        _distinctV1.Add(made);
    }

    private static HashSet<string> Words(string? text) =>
        [.. (text ?? "").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)];
}
