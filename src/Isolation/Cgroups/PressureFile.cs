using System.Globalization;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// The pressure files of a v2 group, read once at the end of an attempt. The v2 tree of a hybrid machine has them too:
/// they need no controller, only CONFIG_PSI and no psi=0 (Documentation/accounting/psi.rst, "Cgroup2 interface").
/// </summary>
internal static class PressureFile
{
    /// <summary>Null when the kernel keeps no such figures.</summary>
    public static PressureTotals? Read(DirectoryHandle? v2, string group)
    {
        if (v2 is null)
            return null;
        var (cpuSome, cpuFull) = Totals(v2.TryReadText($"{group}/cpu.pressure", out _));
        var (memorySome, memoryFull) = Totals(v2.TryReadText($"{group}/memory.pressure", out _));
        var (ioSome, ioFull) = Totals(v2.TryReadText($"{group}/io.pressure", out _));
        return (cpuSome ?? memorySome ?? ioSome) is null
            ? null
            : new PressureTotals(cpuSome, cpuFull, memorySome, memoryFull, ioSome, ioFull);
    }

    public static (long? Some, long? Full) Totals(string? text) => (Total(text, "some "), Total(text, "full "));

    private static long? Total(string? text, string line)
    {
        const string Key = " total=";
        foreach (var row in (text ?? "").AsSpan().EnumerateLines())
        {
            if (!row.StartsWith(line, StringComparison.Ordinal) || row.IndexOf(Key, StringComparison.Ordinal) is not (>= 0 and var at))
                continue;
            var number = row[(at + Key.Length)..];
            return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var total) ? total : null;
        }
        return null;
    }
}
