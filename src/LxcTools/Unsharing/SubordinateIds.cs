using System.Globalization;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.LxcTools.Unsharing;

/// <summary>The ranges that a user may give away: subuid(5) and subgid(5).</summary>
internal static class SubordinateIds
{
    /// <summary>The caller's, each mapped where the one before ends, from 0 on; none when he has none.</summary>
    public static IReadOnlyList<IdMapping> OfCaller(string file)
    {
        var own = Unistd.geteuid().ToString(CultureInfo.InvariantCulture);
        var name = Fields("/etc/passwd").FirstOrDefault(fields => fields.Length > 2 && fields[2] == own)?[0];
        var maps = new List<IdMapping>();
        uint next = 0;
        foreach (var fields in Fields(file).Where(fields => fields.Length == 3 && (fields[0] == own || fields[0] == name)))
        {
            if (!uint.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0)
                continue;
            maps.Add(new IdMapping(next, first, count));
            next += count;
        }
        return maps;
    }

    private static IEnumerable<string[]> Fields(string file) => File.Exists(file) ? File.ReadLines(file).Select(line => line.Split(':')) : [];
}
