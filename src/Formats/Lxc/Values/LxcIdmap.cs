using System.Globalization;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>One line of a user or group map.</summary>
public readonly record struct LxcIdmap(bool Group, uint Inside, uint Outside, uint Count)
{
    private static readonly char[] Blanks = [' ', '\t'];

    public static bool TryParse(string text, out LxcIdmap map, out string? problem)
    {
        map = default;
        var words = text.Split(Blanks, 6, StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var kind, var inside, var outside, var count] || kind.Length == 0 || kind[0] is not ('u' or 'g'))
        {
            problem = $"'{text}' is no id map; write u or g, the first id inside, the first outside, and how many";
            return false;
        }
        if (!Id(inside, out var first) || !Id(outside, out var host) || !Id(count, out var length))
        {
            problem = $"'{text}' has a number that is no id (0 to 4294967295)";
            return false;
        }
        if ((ulong)first + length > uint.MaxValue || (ulong)host + length > uint.MaxValue)
        {
            problem = $"'{text}' goes beyond the last id (4294967294)";
            return false;
        }
        problem = null;
        map = new LxcIdmap(kind[0] == 'g', first, host, length);
        return true;
    }

    private static bool Id(string text, out uint id) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
