using System.Buffers.Text;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Sums bytes over all devices.</summary>
internal static class IoStatistics
{
    /// <summary>io.stat: <c>8:16 rbytes=1459200 wbytes=314773504 rios=192 …</c>.</summary>
    public static (long Read, long Written) ParseV2(ReadOnlySpan<byte> text)
    {
        long read = 0, written = 0;
        while (NextField(ref text, out var field, out _))
        {
            if (field.StartsWith("rbytes="u8))
                read += Number(field[7..]);
            else if (field.StartsWith("wbytes="u8))
                written += Number(field[7..]);
        }
        return (read, written);
    }

    /// <summary>blkio.throttle.io_service_bytes: <c>8:16 Read 1459200</c>, a line per device and direction, then a total.</summary>
    public static (long Read, long Written) ParseV1(ReadOnlySpan<byte> text)
    {
        long read = 0, written = 0;
        Span<Range> fields = stackalloc Range[4];
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (Split(line, fields) != 3)
                continue;
            if (line[fields[1]].SequenceEqual("Read"u8))
                read += Number(line[fields[2]]);
            else if (line[fields[1]].SequenceEqual("Write"u8))
                written += Number(line[fields[2]]);
        }
        return (read, written);
    }

    private static bool NextField(ref ReadOnlySpan<byte> text, out ReadOnlySpan<byte> field, out int length)
    {
        text = text.TrimStart(" \n"u8);
        length = text.IndexOfAny((byte)' ', (byte)'\n');
        field = length < 0 ? text : text[..length];
        text = length < 0 ? default : text[length..];
        return !field.IsEmpty;
    }

    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        var count = 0;
        var start = 0;
        for (var i = 0; i <= line.Length && count < fields.Length; i++)
        {
            if (i < line.Length && line[i] != (byte)' ')
                continue;
            fields[count++] = start..i;
            start = i + 1;
        }
        return count;
    }

    private static long Number(ReadOnlySpan<byte> digits) =>
        Utf8Parser.TryParse(digits, out long value, out var used) && used == digits.Length && value >= 0 ? value : 0;
}
