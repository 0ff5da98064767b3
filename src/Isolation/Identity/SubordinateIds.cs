using System.Globalization;

namespace Orchestrator.Isolation.Identity;

/// <summary>A range of ids that the administrator gave to a user: a line of subuid(5) or subgid(5).</summary>
public sealed record SubordinateIds(uint First, uint Count)
{
    /// <summary>More than so many lines a map cannot have (user_namespaces(7)), and one is the user's own id.</summary>
    private const int Most = 339;

    /// <summary>The largest first; those that meet an earlier one are left out. A line names its user by name or by number.</summary>
    public static IReadOnlyList<SubordinateIds> Find(IEnumerable<string> lines, string? user, uint uid)
    {
        List<SubordinateIds> given = [];
        foreach (var line in lines)
        {
            var fields = line.Split(':');
            if (fields.Length != 3 || !(fields[0] == user || fields[0] == uid.ToString(CultureInfo.InvariantCulture)))
                continue;
            if (TryNumber(fields[1], out var first) && TryNumber(fields[2], out var count) && count > 0
                && (ulong)first + count <= uint.MaxValue)
            {
                given.Add(new SubordinateIds(first, count));
            }
        }
        List<SubordinateIds> apart = [];
        ulong sum = 1;
        foreach (var range in given.OrderByDescending(range => range.Count))
        {
            if (apart.Count >= Most || sum + range.Count > uint.MaxValue || apart.Any(range.Meets))
                continue;
            apart.Add(range);
            sum += range.Count;
        }
        return apart;
    }

    public static IReadOnlyList<SubordinateIds> Find(string file, string? user, uint uid)
    {
        try
        {
            return Find(File.ReadLines(file), user, uid);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private bool Meets(SubordinateIds other) => First < (ulong)other.First + other.Count && other.First < (ulong)First + Count;

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
