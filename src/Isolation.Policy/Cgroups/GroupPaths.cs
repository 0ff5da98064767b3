namespace Orchestrator.Isolation.Cgroups;

/// <summary>/proc/PID/cgroup (cgroups(7)): number of the hierarchy, its controllers or nothing for v2, and the path in it.</summary>
internal static class GroupPaths
{
    public static IReadOnlyList<(string Controllers, string Path)> Parse(string text)
    {
        var found = new List<(string, string)>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            // The path may hold colons, what stands before it not. One of /.. lies outside of the reader's namespace.
            var fields = line.Split(':', 3);
            if (fields.Length == 3 && fields[2].StartsWith('/') && !fields[2].Split('/').Contains(".."))
                found.Add((fields[1], fields[2]));
        }
        return found;
    }
}
