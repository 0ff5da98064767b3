using System.Globalization;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>What the pressure files of a v2 group say now, averages and all; for who asks about one container.</summary>
internal static class PressureAverages
{
    /// <summary>Null when the kernel keeps no such figures.</summary>
    public static PressureReading? Read(DirectoryHandle? v2, string group)
    {
        if (v2 is null)
            return null;
        var (cpuSome, cpuFull) = Parse(v2.TryReadText($"{group}/cpu.pressure", out _));
        var (memorySome, memoryFull) = Parse(v2.TryReadText($"{group}/memory.pressure", out _));
        var (ioSome, ioFull) = Parse(v2.TryReadText($"{group}/io.pressure", out _));
        return (cpuSome ?? memorySome ?? ioSome) is null
            ? null
            : new PressureReading(cpuSome, cpuFull, memorySome, memoryFull, ioSome, ioFull);
    }

    /// <summary><c>some avg10=0.00 avg60=0.12 avg300=0.00 total=4711</c>, and the same for <c>full</c>.</summary>
    public static (Pressure? Some, Pressure? Full) Parse(string? text) => (Line(text, "some "), Line(text, "full "));

    private static Pressure? Line(string? text, string begin)
    {
        foreach (var row in (text ?? "").AsSpan().EnumerateLines())
        {
            if (!row.StartsWith(begin, StringComparison.Ordinal))
                continue;
            return long.TryParse(Field(row, " total="), NumberStyles.None, CultureInfo.InvariantCulture, out var total)
                ? new Pressure(Percent(row, " avg10="), Percent(row, " avg60="), Percent(row, " avg300="), total)
                : null;
        }
        return null;
    }

    private static double Percent(ReadOnlySpan<char> row, string key) =>
        double.TryParse(Field(row, key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= 100 ? value : 0;

    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> row, string key)
    {
        if (row.IndexOf(key, StringComparison.Ordinal) is not (>= 0 and var at))
            return [];
        var value = row[(at + key.Length)..];
        return value.IndexOf(' ') is >= 0 and var end ? value[..end] : value;
    }
}
