using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Reads cgroup.procs, and names processes for messages.</summary>
internal static class ProcessList
{
    public static IReadOnlyList<int> Read(DirectoryHandle parent, string group)
    {
        var text = parent.TryReadText(group.Length == 0 ? "cgroup.procs" : $"{group}/cgroup.procs", out _, limit: 1 << 20);
        return string.IsNullOrEmpty(text) ? [] : Parse(text);
    }

    public static IReadOnlyList<int> Parse(string text)
    {
        var pids = new List<int>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // 0 stands for a process of another pid namespace: it has no number here.
            if (int.TryParse(line, out var pid) && pid > 0)
                pids.Add(pid);
        }
        return pids;
    }

    /// <summary><c>pid comm state</c> of each process that still lives.</summary>
    public static IReadOnlyList<string> Describe(IEnumerable<int> pids, int limit = 100)
    {
        var names = new List<string>();
        foreach (var pid in pids.Take(limit))
        {
            if (ProcessStat.TryRead(pid) is { } stat)
                names.Add($"{pid} {stat.Comm} {stat.State}");
        }
        return names;
    }
}
