using System.Globalization;

namespace Orchestrator.Isolation.Networks;

/// <summary>Which process of the host has a port, as far as /proc tells (proc_net(5)).</summary>
internal static class SocketHolder
{
    /// <summary>As "nginx (pid 812)"; null where nobody is found.</summary>
    public static string? Find(string protocol, int port)
    {
        try
        {
            var inodes = new[] { protocol, protocol + "6" }.SelectMany(table => Inodes($"/proc/thread-self/net/{table}", port)).ToHashSet(StringComparer.Ordinal);
            return inodes.Count == 0 ? null : Directory.EnumerateDirectories("/proc").Select(folder => Process(folder, inodes)).FirstOrDefault(found => found is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Inodes(string table, int port)
    {
        if (!File.Exists(table))
            yield break;
        var ending = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.ReadLines(table).Skip(1))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 9 && words[1].EndsWith(ending, StringComparison.Ordinal) && words[9] != "0")
                yield return $"socket:[{words[9]}]";
        }
    }

    private static string? Process(string folder, HashSet<string> inodes)
    {
        if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            return null;
        try
        {
            foreach (var descriptor in new DirectoryInfo(folder + "/fd").EnumerateFileSystemInfos())
            {
                if (descriptor.LinkTarget is { } target && inodes.Contains(target))
                    return $"{File.ReadAllText(folder + "/comm").Trim()} (pid {pid.ToString(CultureInfo.InvariantCulture)})";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
        }
        return null;
    }
}
