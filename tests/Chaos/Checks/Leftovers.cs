using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Checks;

/// <summary>
/// What a root may leave on the machine while and after its engine runs. A namespace lives by a process, a mount or a
/// descriptor: without processes in cgroups, mounts, daemon and launcher there is none.
/// </summary>
internal static class Leftovers
{
    private static readonly string[] Trees = ["/sys/fs/cgroup"];

    /// <summary>Cgroups of attempts, in any hierarchy, below the root's own parent.</summary>
    public static List<string> Cgroups(string parent) =>
        [.. Parents(parent).SelectMany(Directory.EnumerateDirectories)];

    public static List<string> Parents(string parent) =>
    [
        .. Trees.SelectMany(tree => Directory.EnumerateDirectories(tree, parent, new EnumerationOptions
        {
            RecurseSubdirectories = true, MaxRecursionDepth = 3, AttributesToSkip = FileAttributes.ReparsePoint,
        })),
    ];

    public static List<string> Mounts(string folder) =>
        [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(folder + "/", StringComparison.Ordinal))];

    /// <summary>Network interfaces, of which the kernel names the veth pairs, and loop devices that a file is behind.</summary>
    public static HashSet<string> Devices() =>
    [
        .. Directory.EnumerateDirectories("/sys/class/net").Select(Path.GetFileName).OfType<string>(),
        .. Directory.EnumerateDirectories("/sys/block", "loop*").Where(loop => Directory.Exists(Path.Combine(loop, "loop"))),
    ];

    public static List<string> Sockets(OrchRoot root) => Directory.Exists(Path.Combine(root.Path, "run"))
        ? [.. Directory.EnumerateFiles(Path.Combine(root.Path, "run"), "*.sock")]
        : [];
}
