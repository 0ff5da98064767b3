using System.Globalization;

namespace Orchestrator.Benchmarks.Start;

/// <summary>Medians, first and ninth deciles, CPU and ratios. Where others work on the machine too, the first decile meets them least.</summary>
internal static class Report
{
    public static void Print(IReadOnlyList<(string Name, List<double> Milliseconds, double? CpuMilliseconds)> results)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-16}{"median",9}{"p90",9}{"p10",9}{"least",9}{(results[0].CpuMilliseconds is null ? "" : "CPU"),9}   (ms a container, {results[0].Milliseconds.Count} runs each, interleaved)"));
        foreach (var (name, times, cpu) in results)
        {
            times.Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-16}{At(times, 0.5),9:0.00}{At(times, 0.9),9:0.00}{At(times, 0.1),9:0.00}{times[0],9:0.00}{cpu?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",9}"));
        }
        Console.WriteLine();
        Compare(results, results[0].Name);
    }

    /// <summary>One of them beside all that come after it.</summary>
    public static void Compare(IReadOnlyList<(string Name, List<double> Milliseconds, double? CpuMilliseconds)> results, string which)
    {
        var rest = results.SkipWhile(result => result.Name != which).ToList();
        var (own, ownTimes, ownCpu) = rest[0];
        foreach (var (name, times, cpu) in rest.Skip(1))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{own} / {name}: median {At(ownTimes, 0.5) / At(times, 0.5):0.00}, p90 {At(ownTimes, 0.9) / At(times, 0.9):0.00}, p10 {At(ownTimes, 0.1) / At(times, 0.1):0.00}{(cpu is null ? "" : $", CPU {ownCpu / cpu:0.00}")}"));
        }
    }

    private static double At(List<double> sorted, double part) => sorted[(int)((sorted.Count - 1) * part)];
}
