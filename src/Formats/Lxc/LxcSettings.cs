using Orchestrator.Formats.Lxc.Keys;

namespace Orchestrator.Formats.Lxc;

/// <summary>What is in force at the end: lists without what was cleared, and of every other key the last value.</summary>
public sealed class LxcSettings
{
    private readonly List<LxcItem> _effective;

    private LxcSettings(List<LxcItem> effective) => _effective = effective;

    /// <summary>In the order in which they were set.</summary>
    public IReadOnlyList<LxcItem> Items => _effective;

    public static LxcSettings Of(IReadOnlyList<LxcItem> items)
    {
        // Backwards: what comes later decides whether an earlier one still counts.
        var cleared = new HashSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var effective = new List<LxcItem>();
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var item = items[i];
            if (cleared.Contains(item.Key) || IsBelow(item.Key, groups))
                continue;
            if (item.Value.Length == 0)
            {
                cleared.Add(item.Key);
                if (LxcKeys.Find(item.Key) is { Group: true })
                    groups.Add(item.Key);
            }
            else if (LxcKeys.Find(item.Key) is { List: true } || taken.Add(item.Key))
                effective.Add(item);
        }
        effective.Reverse();
        return new LxcSettings(effective);
    }

    /// <summary>The last value of a key, or null.</summary>
    public LxcItem? Last(string key) => _effective.FindLast(item => item.Key == key);

    public string? Value(string key) => Last(key)?.Value;

    public IEnumerable<LxcItem> All(string key) => _effective.Where(item => item.Key == key);

    /// <summary>Settings whose key begins so, e.g. <c>lxc.prlimit.</c>.</summary>
    public IEnumerable<LxcItem> Below(string prefix) =>
        _effective.Where(item => item.Key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A group's name clears what is below it: <c>lxc.net</c>, <c>lxc.net.0</c>, <c>lxc.hook</c>, <c>lxc.prlimit</c>.</summary>
    private static bool IsBelow(string key, HashSet<string> groups)
    {
        if (groups.Count == 0)
            return false;
        for (var dot = key.LastIndexOf('.'); dot > 3; dot = key.LastIndexOf('.', dot - 1))
        {
            if (groups.Contains(key[..dot]))
                return true;
        }
        return false;
    }
}
