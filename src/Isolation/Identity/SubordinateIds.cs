using System.Globalization;

namespace Orchestrator.Isolation.Identity;

/// <summary>A range of ids that the administrator gave to a user: a line of subuid(5) or subgid(5).</summary>
public sealed record SubordinateIds(uint First, uint Count)
{
    /// <summary>The largest one; null if there is none. A line names its user by name or by number.</summary>
    public static SubordinateIds? Find(IEnumerable<string> lines, string? user, uint uid)
    {
        SubordinateIds? best = null;
        foreach (var line in lines)
        {
            var fields = line.Split(':');
            if (fields.Length != 3 || !(fields[0] == user || fields[0] == uid.ToString(CultureInfo.InvariantCulture)))
                continue;
            if (TryNumber(fields[1], out var first) && TryNumber(fields[2], out var count) && count > 0
                && (ulong)first + count <= uint.MaxValue && count > (best?.Count ?? 0))
            {
                best = new SubordinateIds(first, count);
            }
        }
        return best;
    }

    public static SubordinateIds? Find(string file, string? user, uint uid)
    {
        try
        {
            return Find(File.ReadLines(file), user, uid);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
