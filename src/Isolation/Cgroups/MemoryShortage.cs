using System.Globalization;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// Whether the node itself is short of memory. The parent's PSI alone does not tell: it counts the stalls of a container
/// that is at a limit of its own, too, and nothing that is taken from others would help that one.
/// </summary>
/// <param name="group">The parent's folder in the hierarchy that has the memory controller.</param>
/// <param name="top">Where that hierarchy is mounted.</param>
internal sealed class MemoryShortage(string group, string top, bool isV2, string meminfo = "/proc/meminfo")
{
    /// <summary>The part of a group's limit from which on it reclaims; of the host, what is left then.</summary>
    private const double Nearly = 0.95, Left = 0.1;

    public static MemoryShortage Of(CgroupHierarchies on)
    {
        var isV2 = on.V1("memory") is null;
        var top = isV2 ? on.Mounts.V2 ?? "/" : on.Mounts.V1["memory"];
        return new MemoryShortage(Path.Combine(top, on.Parent), top, isV2);
    }

    public bool IsThere => HostIsShort() || Groups().Any(IsNearItsLimit);

    /// <summary>The parent and all above it: each may have a limit.</summary>
    private IEnumerable<string> Groups()
    {
        for (var at = group; at is not null && at.Length > top.Length; at = Path.GetDirectoryName(at))
            yield return at;
    }

    private bool IsNearItsLimit(string path) =>
        Number(Path.Combine(path, isV2 ? "memory.max" : "memory.limit_in_bytes")) is { } limit
        && Number(Path.Combine(path, isV2 ? "memory.current" : "memory.usage_in_bytes")) is { } used
        && used - UnusedCache(path) >= limit * Nearly;

    /// <summary>What was read once fills a group up to its limit and is let go without anybody stalling for long: no shortage.</summary>
    private double UnusedCache(string path)
    {
        var key = isV2 ? "inactive_file " : "total_inactive_file ";
        return Lines(Path.Combine(path, "memory.stat")).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            && double.TryParse(line.AsSpan(key.Length), CultureInfo.InvariantCulture, out var bytes) ? bytes : 0;
    }

    /// <summary>proc_meminfo(5): MemAvailable is what can be had without swapping.</summary>
    private bool HostIsShort()
    {
        double? total = null, available = null;
        foreach (var line in Lines(meminfo))
        {
            if (line.StartsWith("MemTotal:", StringComparison.Ordinal))
                total = Kilobytes(line);
            else if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                available = Kilobytes(line);
            if (total is not null && available is not null)
                return available < total * Left;
        }
        return false;
    }

    private static double? Kilobytes(string line) =>
        double.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture, out var value) ? value : null;

    private static double? Number(string file) =>
        double.TryParse(Lines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
