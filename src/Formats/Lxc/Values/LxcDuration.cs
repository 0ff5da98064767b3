using System.Globalization;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Time offsets: a whole number with h, m, s, ms, us or ns, which may be negative.</summary>
public static class LxcDuration
{
    /// <summary>Ten thousand years are more than any clock of the kernel takes.</summary>
    private const long MostSeconds = 315_576_000_000;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        var length = rest.Length > 0 && rest[0] is '-' or '+' ? 1 : 0;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
            length++;
        if (!long.TryParse(rest[..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return false;
        double? unit = rest[length..].Trim() switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "us" => 1e-6,
            "ns" => 1e-9,
            _ => null,
        };
        if (unit is not { } seconds || Math.Abs(number * seconds) > MostSeconds)
            return false;
        duration = TimeSpan.FromSeconds(number * seconds);
        return true;
    }
}
