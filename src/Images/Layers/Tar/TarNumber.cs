using System.Buffers.Binary;
using System.Globalization;
using System.Buffers.Text;

namespace Orchestrator.Images.Layers.Tar;

/// <summary>Numbers of tar headers: octal digits, or GNU's base 256 when the first bit is set; and the decimal ones of pax.</summary>
internal static class TarNumber
{
    public static long Parse(ReadOnlySpan<byte> field, string what)
    {
        if ((field[0] & 0x80) != 0)
            return Binary(field, what);
        field = field.Trim(" \0"u8);
        var end = field.IndexOf((byte)0);
        if (end >= 0)
            field = field[..end];
        long value = 0;
        foreach (var digit in field)
        {
            // Twenty-one octal digits are 63 bits.
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
                throw Wrong(what, field);
            value = value << 3 | (uint)(digit - '0');
        }
        return value;
    }

    public static long Decimal(ReadOnlySpan<byte> text, string what) =>
        Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && text[0] != '+' ? value : throw Wrong(what, text);

    /// <summary>Seconds with a fraction, as pax has times: nanoseconds are never negative, also before 1970.</summary>
    public static (long Seconds, long Nanoseconds) Time(ReadOnlySpan<byte> text)
    {
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        var negative = whole.Length > 0 && whole[0] == '-';
        var seconds = whole.Length == 0 ? 0 : Decimal(whole, "time");
        if (point < 0)
            return (seconds, 0);
        var fraction = text[(point + 1)..];
        long nanoseconds = 0;
        for (var i = 0; i < fraction.Length; i++)
        {
            if (fraction[i] is < (byte)'0' or > (byte)'9')
                throw Wrong("time", text);
            if (i < 9)
                nanoseconds = nanoseconds * 10 + (fraction[i] - '0');
        }
        for (var i = fraction.Length; i < 9; i++)
            nanoseconds *= 10;
        if (!negative || nanoseconds == 0)
            return (seconds, nanoseconds);
        return seconds == long.MinValue ? throw Wrong("time", text) : (seconds - 1, 1_000_000_000 - nanoseconds);
    }

    public static uint Id(long value, string what) =>
        // The highest number means "leave as it is" to chown(2).
        value is >= 0 and < uint.MaxValue
            ? (uint)value
            : throw new LayerException(UnpackProblemKind.Malformed, string.Create(CultureInfo.InvariantCulture, $"an entry's {what} is {value}, which is no id"));

    private static long Binary(ReadOnlySpan<byte> field, string what)
    {
        // Two's complement, the second bit being the sign; only what fits into 64 bits is a number to anybody.
        var negative = (field[0] & 0x40) != 0;
        var head = field[..^8];
        for (var i = 0; i < head.Length; i++)
        {
            var part = i == 0 ? (byte)(negative ? head[0] : head[0] & 0x7F) : head[i];
            if (part != (negative ? 0xFF : 0))
                throw new LayerException(UnpackProblemKind.Malformed, $"an entry's {what} is larger than any number here");
        }
        if (field.Length == 8)
        {
            var small = (long)(BinaryPrimitives.ReadUInt64BigEndian(field) & 0x7FFFFFFFFFFFFFFF);
            return negative ? small | long.MinValue : small;
        }
        var value = BinaryPrimitives.ReadInt64BigEndian(field[^8..]);
        return value < 0 == negative ? value : throw new LayerException(UnpackProblemKind.Malformed, $"an entry's {what} is larger than any number here");
    }

    private static LayerException Wrong(string what, ReadOnlySpan<byte> text) =>
        new(UnpackProblemKind.Malformed, $"an entry's {what} is no number: {TarEntry.Text(text)}");
}
