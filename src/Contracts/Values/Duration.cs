using System.Globalization;

namespace Orchestrator.Contracts.Values;

/// <summary>Durations as people write them: <c>90s</c>, <c>1h30m</c>, <c>250ms</c>, <c>2d</c>, or bare seconds.</summary>
public static class Duration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        if (rest.Length == 0)
            return false;
        if (double.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var bare))
            return TryFromSeconds(bare, out duration);
        var seconds = 0.0;
        while (rest.Length > 0)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            var letters = digits;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters]))
                letters++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || UnitSeconds(rest[digits..letters]) is not { } unit)
                return false;
            seconds += number * unit;
            rest = rest[letters..].TrimStart();
        }
        return TryFromSeconds(seconds, out duration);
    }

    /// <summary>Short form for tables: <c>850ms</c>, <c>12.3s</c>, <c>4m05s</c>, <c>3h12m</c>, <c>5d02h</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
            duration = TimeSpan.Zero;
        FormattableString text = duration switch
        {
            { TotalMilliseconds: < 1000 } => $"{duration.TotalMilliseconds:0}ms",
            { TotalSeconds: < 60 } => $"{duration.TotalSeconds:0.0}s",
            { TotalMinutes: < 60 } => $"{duration.Minutes}m{duration.Seconds:00}s",
            { TotalHours: < 24 } => $"{duration.Hours}h{duration.Minutes:00}m",
            _ => $"{(int)duration.TotalDays}d{duration.Hours:00}h",
        };
        return text.ToString(CultureInfo.InvariantCulture);
    }

    private static bool TryFromSeconds(double seconds, out TimeSpan duration)
    {
        duration = default;
        if (!double.IsFinite(seconds) || seconds < 0 || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
            return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    private static double? UnitSeconds(ReadOnlySpan<char> unit) => unit switch
    {
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" or "sec" => 1,
        "m" or "min" => 60,
        "h" => 3600,
        "d" => 86400,
        "w" => 7 * 86400,
        _ => null,
    };
}
