using System.Globalization;
using System.Text;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>Sums bytes over all devices.</summary>
internal static class IoStatistics
{
    /// <summary>io.stat: <c>8:16 rbytes=1459200 wbytes=314773504 rios=192 …</c>.</summary>
    public static (long Read, long Written) ParseV2(ReadOnlySpan<byte> text)
    {
        long read = 0, written = 0;
        foreach (var field in Encoding.ASCII.GetString(text).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (field.StartsWith("rbytes=", StringComparison.Ordinal))
                read += Number(field.AsSpan(7));
            else if (field.StartsWith("wbytes=", StringComparison.Ordinal))
                written += Number(field.AsSpan(7));
        }
        return (read, written);
    }

    /// <summary>blkio.throttle.io_service_bytes: <c>8:16 Read 1459200</c>, a line per device and direction, then a total.</summary>
    public static (long Read, long Written) ParseV1(ReadOnlySpan<byte> text)
    {
        long read = 0, written = 0;
        foreach (var line in Encoding.ASCII.GetString(text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ');
            if (fields.Length != 3)
                continue;
            if (fields[1] == "Read")
                read += Number(fields[2]);
            else if (fields[1] == "Write")
                written += Number(fields[2]);
        }
        return (read, written);
    }

    private static long Number(ReadOnlySpan<char> digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
