using System.ComponentModel;
using System.Diagnostics;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Launching;

/// <summary>Starts a launcher process and waits until it listens.</summary>
internal static class LauncherStarter
{
    /// <summary>Exit code of a launcher that found another one serving the folder: there is something to connect to.</summary>
    private const int AlreadyServed = 3;

    public static void Start(LauncherOptions options)
    {
        var start = new ProcessStartInfo(options.LauncherPath)
        {
            ArgumentList = { options.RunDirectory },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Its memory is copied into every child: nothing of the daemon's environment belongs there.
        start.Environment.Clear();
        if (Failpoint.Active is { } failpoints)
            start.Environment[Failpoint.Variable] = failpoints;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception problem)
        {
            throw new LauncherUnavailableException(
                $"The launcher {options.LauncherPath} cannot be started: {problem.Message}. Check that it is installed.", problem);
        }
        using (process)
        using (var limit = new CancellationTokenSource(options.StartTimeout))
        {
            try
            {
                var line = process.StandardOutput.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult();
                if (line == "ready")
                    return;
                var errors = process.StandardError.ReadToEndAsync(limit.Token).GetAwaiter().GetResult();
                process.WaitForExit(options.StartTimeout);
                if (process.HasExited && process.ExitCode == AlreadyServed)
                    return;
                throw new LauncherUnavailableException($"The launcher ended at once: {errors.Trim()}");
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw new LauncherUnavailableException(
                    $"The launcher {options.LauncherPath} was not ready within {options.StartTimeout.TotalSeconds:0} s.");
            }
        }
    }
}
