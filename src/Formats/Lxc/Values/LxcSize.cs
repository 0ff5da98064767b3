using System.Globalization;

namespace Orchestrator.Formats.Lxc.Values;

/// <summary>Sizes of a configuration: a number with K, M or G (powers of 1024) and an optional B.</summary>
public static class LxcSize
{
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var rest = text.AsSpan().Trim();
        var digits = 0;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            digits++;
        if (!long.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        var shift = rest[digits..].Trim() switch
        {
            "" or "B" => 0,
            "K" or "KB" or "kB" => 10,
            "M" or "MB" => 20,
            "G" or "GB" => 30,
            _ => -1,
        };
        if (shift < 0 || number > long.MaxValue >> shift)
            return false;
        bytes = number << shift;
        return true;
    }
}
