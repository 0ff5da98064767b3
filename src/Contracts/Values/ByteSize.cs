using System.Globalization;

namespace Orchestrator.Contracts.Values;

/// <summary>Sizes as people write them: <c>64M</c>, <c>1.5g</c>, <c>512KiB</c>, <c>4096</c>; units are powers of 1024.</summary>
public static class ByteSize
{
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var trimmed = text.AsSpan().Trim();
        var digits = 0;
        while (digits < trimmed.Length && (char.IsAsciiDigit(trimmed[digits]) || trimmed[digits] == '.'))
            digits++;
        if (!decimal.TryParse(trimmed[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return false;
        if (Shift(trimmed[digits..].Trim()) is not { } shift)
            return false;
        // decimal holds 96 bits: a number that does not fit after scaling is refused, never wrapped.
        if (number > (decimal)long.MaxValue / (1L << shift))
            return false;
        bytes = (long)(number * (1L << shift));
        return true;
    }

    public static string Format(long? bytes)
    {
        if (bytes is not { } value)
            return "-";
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        var scaled = (double)value;
        var unit = 0;
        while (scaled >= 1024 && unit < units.Length - 1)
        {
            scaled /= 1024;
            unit++;
        }
        return string.Create(CultureInfo.InvariantCulture, $"{scaled.ToString(unit == 0 ? "0" : "0.#", CultureInfo.InvariantCulture)} {units[unit]}");
    }

    private static int? Shift(ReadOnlySpan<char> unit)
    {
        if (unit.EndsWith("ib", StringComparison.OrdinalIgnoreCase))
            unit = unit[..^2];
        else if (unit.EndsWith("b", StringComparison.OrdinalIgnoreCase))
            unit = unit[..^1];
        if (unit.Length == 0)
            return 0;
        if (unit.Length > 1)
            return null;
        return char.ToLowerInvariant(unit[0]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            't' => 40,
            'p' => 50,
            _ => null,
        };
    }
}
