using System.Globalization;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>A soft and a hard limit; <c>unlimited</c> is RLIM_INFINITY.</summary>
public readonly record struct LxcPrlimit(ulong Soft, ulong Hard)
{
    public static bool TryParse(string text, out LxcPrlimit limit, out string? problem)
    {
        limit = default;
        problem = $"'{text}' is no limit; write SOFT:HARD, one number for both, or unlimited";
        var parts = text.Split(':', 3);
        if (parts.Length > 2 || !One(parts[0], out var soft) || !One(parts[^1], out var hard))
            return false;
        if (soft > hard)
        {
            problem = $"the soft limit {parts[0].Trim()} is above the hard one {parts[^1].Trim()}";
            return false;
        }
        problem = null;
        limit = new LxcPrlimit(soft, hard);
        return true;
    }

    private static bool One(string text, out ulong value)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed is "unlimited")
        {
            value = ulong.MaxValue;
            return true;
        }
        return ulong.TryParse(trimmed, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
