using System.Diagnostics;
using Orchestrator.Contracts.Configuration;
using Orchestrator.Contracts.Nodes;

namespace Orchestrator.Daemon.Nodes;

/// <summary>
/// What the configurations of LXC's directories mark with lxc.start.auto is started with the daemon, as lxc.service does it at
/// boot: by lxc-autostart, a client like any other, so that groups, order and delays are LXC's and every step is recorded.
/// </summary>
internal sealed class LxcAutostart : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    private LxcAutostart(RootLayout layout, DaemonSettings settings, Serilog.ILogger log) => _work = RunAsync(layout, settings, log);

    /// <summary>Comes back at once.</summary>
    public static LxcAutostart Begin(RootLayout layout, DaemonSettings settings, Serilog.ILogger log) => new(layout, settings, log);

    /// <summary>What is not started yet is not started any more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task RunAsync(RootLayout layout, DaemonSettings settings, Serilog.ILogger log)
    {
        foreach (var path in settings.LxcAutostart)
        {
            try
            {
                await RunAsync(layout, path, settings.LxcGroups, log);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException)
            {
                log.Error("The containers of {Path} that start with the daemon were not started: {Problem}", path, error.Message);
            }
        }
    }

    private async Task RunAsync(RootLayout layout, string path, string groups, Serilog.ILogger log)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "orch-lxc"))
        {
            ArgumentList = { "autostart", "-P", path, "-g", groups }, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["ORCH_ROOT"] = layout.Root ?? "";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        try
        {
            var words = await process.StandardError.ReadToEndAsync(_end.Token);
            await process.WaitForExitAsync(_end.Token);
            if (process.ExitCode == 0)
                log.Information("The containers of {Path} that start with the daemon are started", path);
            else
                log.Error("Not all containers of {Path} that start with the daemon are started: {Problem}", path, words.Trim());
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
