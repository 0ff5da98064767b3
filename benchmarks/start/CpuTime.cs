using System.Globalization;

namespace Orchestrator.Benchmarks.Start;

/// <summary>CPU time of a process and of the children that it has reaped (proc_pid_stat(5), fields 14 to 17).</summary>
internal static class CpuTime
{
    private const int TicksPerSecond = 100; // USER_HZ on every Linux that .NET runs on

    public static TimeSpan Of(int pid)
    {
        var text = File.ReadAllText($"/proc/{pid}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = 0L;
        for (var field = 14; field <= 17; field++)
            ticks += long.Parse(fields[field - 3], CultureInfo.InvariantCulture);
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
