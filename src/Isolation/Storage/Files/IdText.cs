using System.Globalization;

namespace Orchestrator.Isolation.Storage.Files;

/// <summary>Lines of uid_map or gid_map (user_namespaces(7)): first id inside, first outside, how many.</summary>
internal sealed class IdText
{
    /// <summary>What an id that is not mapped looks like inside (/proc/sys/kernel/overflowuid).</summary>
    private const uint Nobody = 65534;

    private readonly List<(uint Inside, uint Outside, uint Count)>? _lines;

    /// <param name="map">Null: ids inside are those of the host.</param>
    public IdText(string? map) => _lines = map?
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => uint.Parse(number, CultureInfo.InvariantCulture)).ToArray())
        .Select(numbers => (numbers[0], numbers[1], numbers[2]))
        .ToList();

    public uint? Outside(uint inside)
    {
        if (_lines is null)
            return inside;
        foreach (var line in _lines)
        {
            if (inside >= line.Inside && inside - line.Inside < line.Count)
                return line.Outside + (inside - line.Inside);
        }
        return null;
    }

    public bool TryInside(uint outside, out uint inside)
    {
        inside = outside;
        if (_lines is null)
            return true;
        foreach (var line in _lines)
        {
            if (outside < line.Outside || outside - line.Outside >= line.Count)
                continue;
            inside = line.Inside + (outside - line.Outside);
            return true;
        }
        inside = Nobody;
        return false;
    }
}
