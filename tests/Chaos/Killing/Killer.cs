using System.Diagnostics;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.Chaos.Killing;

/// <summary>SIGKILL to daemon, launcher or both, each at a random moment: also in mid-start and in mid-restore.</summary>
internal sealed class Killer(OrchRoot root, ChaosSettings settings, Func<bool> workLeft)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(1500);

    // Its own stream of numbers: what other parts draw must not shift the moments.
    private readonly Random _random = new(settings.Seed);
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public int Done { get; private set; }

    public int Daemons { get; private set; }

    public int Launchers { get; private set; }

    /// <summary>Each kill with its moment, for the one who repeats the run.</summary>
    public List<string> Moments { get; } = [];

    public async Task RunAsync(CancellationToken cancel)
    {
        while (Done < settings.Kills)
        {
            await Task.Delay(_random.NextDouble() * LongestPause, TimeProvider.System, cancel);
            var dice = _random.Next(100);
            if (!workLeft())
                continue;
            if (dice < 50)
                Kill("daemon", EnginePids.Daemon(root));
            else if (dice < 85)
                Kill("launcher", EnginePids.Launcher(root));
            else
                KillBoth();
        }
    }

    private void KillBoth()
    {
        var (daemon, launcher) = (EnginePids.Daemon(root), EnginePids.Launcher(root));
        Kill("daemon", daemon);
        if (Done < settings.Kills)
            Kill("launcher", launcher);
    }

    private void Kill(string what, int? pid)
    {
        // Nobody there: the one before was not yet replaced.
        if (pid is not { } target)
            return;
        try
        {
            using var process = Process.GetProcessById(target);
            process.Kill();
        }
        catch (ArgumentException)
        {
            return;
        }
        Done++;
        if (what == "daemon")
            Daemons++;
        else
            Launchers++;
        Moments.Add($"{TimeProvider.System.GetElapsedTime(_began).TotalSeconds:0.000} {what}");
    }
}
