using System.Buffers.Text;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// A pressure file of a v2 group. The v2 tree of a hybrid machine has them too: they need no controller, only CONFIG_PSI
/// and no psi=0 (Documentation/accounting/psi.rst, "Cgroup2 interface").
/// </summary>
internal static class PressureFile
{
    /// <summary>Microseconds of waiting of some and of all, from lines such as <c>some avg10=0.00 … total=123</c>.</summary>
    public static (long? Some, long? Full) Totals(ReadOnlySpan<byte> text) => (Total(text, "some "u8), Total(text, "full "u8));

    private static long? Total(ReadOnlySpan<byte> text, ReadOnlySpan<byte> line)
    {
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var row = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (!row.StartsWith(line) || row.IndexOf(" total="u8) is not (>= 0 and var at))
                continue;
            var number = row[(at + 7)..];
            return Utf8Parser.TryParse(number, out long total, out var used) && used == number.Length && total >= 0 ? total : null;
        }
        return null;
    }
}
