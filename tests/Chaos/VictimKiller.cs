using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Chaos;

/// <summary>Ends the inits of the jobs that are meant for it, as an operator's kill -9 would, and remembers which.</summary>
internal sealed class VictimKiller(int seed)
{
    private readonly Random _random = new(seed ^ 0x5eed);

    /// <summary>Start times of the inits that were killed.</summary>
    public ConcurrentDictionary<ulong, int> Killed { get; } = new();

    public void See(EventView view, CancellationToken cancel)
    {
        if (view.Type is not ("container-started" or "container-adopted") || view.Container?.Contains(".victim.", StringComparison.Ordinal) != true)
            return;
        var init = view.Data!.Value.GetProperty("init");
        var delay = TimeSpan.FromMilliseconds(_random.Next(1200));
        _ = KillAsync(init.GetProperty("pid").GetInt32(), init.GetProperty("startTicks").GetUInt64(), delay, cancel);
    }

    private async Task KillAsync(int pid, ulong startTicks, TimeSpan delay, CancellationToken cancel)
    {
        try
        {
            await Task.Delay(delay, TimeProvider.System, cancel);
            // The pid may be another's by now.
            if (StartTicks(pid) != startTicks)
                return;
            Killed[startTicks] = pid;
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is OperationCanceledException or ArgumentException or InvalidOperationException)
        {
            // It has ended, or the run has.
        }
    }

    private static ulong? StartTicks(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return ulong.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
