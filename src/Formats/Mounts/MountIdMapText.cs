using System.Globalization;

namespace Orchestrator.Formats.Mounts;

/// <summary>What <c>idmap</c> or <c>idmap=…</c> says.</summary>
/// <param name="Recursive">Also what is mounted below (<c>ridmap</c>).</param>
/// <param name="Ranges">Null: the maps of the container's user namespace.</param>
public sealed record MountIdMapText(bool Recursive, IReadOnlyList<MountIdRangeText>? Ranges)
{
    private const string Form = "is no id map of a mount; write idmap, or idmap=uids=DISK-HOST-COUNT;gids=DISK-HOST-COUNT, "
        + "several ranges parted by #, and @DISK-INSIDE-COUNT for ids as the container sees them";

    /// <param name="value">Of <c>idmap=</c>; empty or <c>container</c> is that of the container.</param>
    public static MountIdMapText? Parse(bool recursive, string value, out string? problem)
    {
        problem = null;
        if (value is "" or "container")
            return new MountIdMapText(recursive, null);
        if (value.StartsWith('/'))
        {
            problem = $"the user namespace {value} cannot be named by its path: a process in it could die before the start; "
                + "give the ids, idmap=uids=DISK-HOST-COUNT;gids=DISK-HOST-COUNT";
            return null;
        }
        var ranges = new List<MountIdRangeText>();
        foreach (var part in value.Split(';'))
        {
            var group = part.StartsWith("gids=", StringComparison.Ordinal);
            if (!group && !part.StartsWith("uids=", StringComparison.Ordinal))
            {
                problem = $"'{value}' {Form}";
                return null;
            }
            foreach (var range in part[5..].Split('#'))
            {
                if (Range(group, range) is not { } read)
                {
                    problem = $"'{range}' in '{value}' {Form}";
                    return null;
                }
                ranges.Add(read);
            }
        }
        if (ranges.Exists(range => range.Group) && ranges.Exists(range => !range.Group))
            return new MountIdMapText(recursive, ranges);
        problem = $"'{value}' maps only one kind of ids; both uids= and gids= are wanted";
        return null;
    }

    private static MountIdRangeText? Range(bool group, string text)
    {
        var inside = text.StartsWith('@');
        var numbers = text[(inside ? 1 : 0)..].Split('-');
        if (numbers.Length != 3)
            return null;
        Span<uint> values = stackalloc uint[3];
        for (var i = 0; i < 3; i++)
        {
            if (!uint.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
                return null;
        }
        var (disk, to, count) = (values[0], values[1], values[2]);
        // uint.MaxValue is no id; a range that wraps would map root.
        return count == 0 || (ulong)disk + count > uint.MaxValue || (ulong)to + count > uint.MaxValue
            ? null
            : new MountIdRangeText(group, inside, disk, to, count);
    }
}
