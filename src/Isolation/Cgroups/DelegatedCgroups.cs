using System.Globalization;
using System.Text;
using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// The cgroups that an ordinary user's daemon may use: its own ones, in each hierarchy where they were given to that user
/// (cgroup-v2.rst, "Delegation"; systemd: Delegate=yes).
/// </summary>
internal static class DelegatedCgroups
{
    /// <summary>A group of v2 with controllers below it cannot hold processes: daemon and launcher move down here.</summary>
    private const string Leaf = "orchd";

    private const int W_OK = 2;

    /// <summary>Paths of the given groups in place of mount points; without any the layout is None.</summary>
    public static CgroupMounts Find(CgroupMounts mounts) => Find(mounts, File.ReadAllText("/proc/self/cgroup"), MayWrite);

    public static CgroupMounts Find(CgroupMounts mounts, string own, Func<string, bool> mayWrite)
    {
        string? v2 = null;
        var v1 = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in own.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(':', 3);
            if (fields.Length != 3)
                continue;
            if (fields[1].Length == 0)
            {
                if (mounts.V2 is { } mount && Given(mount, fields[2], mayWrite) is { } group && mayWrite(group + "/cgroup.procs"))
                    v2 = group;
                continue;
            }
            foreach (var controller in fields[1].Split(','))
            {
                // Device rules of v1 are for root of the host, whoever owns the files (device_cgroup.c).
                if (controller != "devices" && mounts.V1.TryGetValue(controller, out var mount) && Given(mount, fields[2], mayWrite) is { } group)
                    v1[controller] = group;
            }
        }
        // Whatever cannot be frozen cannot be killed as a whole either.
        return v2 is null && !v1.ContainsKey("freezer") ? new CgroupMounts(null, new Dictionary<string, string>()) : new CgroupMounts(v2, v1);
    }

    /// <summary>Makes room for controllers: this process and the one above it, which waits for it, leave the group.</summary>
    public static void MakeRoom(CgroupMounts given)
    {
        if (given.V2 is not { } path)
            return;
        using var group = DirectoryHandle.Open(path);
        if (string.IsNullOrWhiteSpace(group.TryReadText("cgroup.controllers", out _)))
            return;
        using var leaf = group.MakeDirectory(Leaf, 0x1ED);
        var parent = ProcessStat.TryRead(Environment.ProcessId)?.Parent ?? 0;
        foreach (var pid in (int[])[Environment.ProcessId, parent])
            leaf.TryWrite("cgroup.procs", Encoding.ASCII.GetBytes(pid.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>
    /// v1 asks only whose group a process goes to, and those are made by the daemon; v2 also wants the common ancestor's
    /// cgroup.procs to be the user's. PAM gives a session's user the folder alone (pam_cgfs(8)).
    /// </summary>
    private static string? Given(string mount, string path, Func<string, bool> mayWrite)
    {
        if (path.EndsWith("/" + Leaf, StringComparison.Ordinal))
            path = path[..^(Leaf.Length + 1)];
        var group = mount + path.TrimEnd('/');
        return path.Length > 1 && mayWrite(group) ? group : null;
    }

    private static bool MayWrite(string path) => Unistd.access(path, W_OK) == 0;
}
