using Microsoft.AspNetCore.Hosting.Server;
using Orchestrator.Contracts.Nodes;
using Orchestrator.Daemon.Execs;
using Orchestrator.Daemon.Nodes;
using Orchestrator.Daemon.Startup;
using Orchestrator.Daemon.Startup.Rootless;
using Orchestrator.Daemon.Tools;
using Serilog;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Daemon;

/// <summary>From the command line to the end of the daemon.</summary>
internal static class DaemonProcess
{
    /// <summary>sysexits.h has no better one for "the configuration or the place forbids it".</summary>
    private const int CannotStart = 125;

    public static async Task<int> RunAsync(string[] words)
    {
        try
        {
            if (ToolArguments.Parse(words) is { } tool)
                return await AllTools.RunAsync(tool);
            var root = DaemonArguments.Root(words);
            var layout = RootLayout.Of(root ?? Environment.GetEnvironmentVariable("ORCH_ROOT"));
            Preconditions.Check(layout);
            RootlessEntry.Enter(layout, words);
            return await RunAsync(layout);
        }
        catch (StartException error)
        {
            await Console.Error.WriteLineAsync($"orchd: {error.Message}");
            return error.ExitCode;
        }
    }

    private static async Task<int> RunAsync(RootLayout layout)
    {
        var started = TimeProvider.System.GetTimestamp();
        if (Failpoint.Problem is { } wrong)
            throw new StartException(wrong, CannotStart);
        var settings = DaemonSettingsOf.Root(layout);
        RootFolders.Make(layout, settings);
        using var rootLock = DaemonLock.Take(layout);
        Logs.Open(layout, settings);
        if (Failpoint.Active is { } failpoints)
            Log.Warning("FAILPOINTS ARE SET, this daemon is made to fail: {Variable}={Failpoints}", Failpoint.Variable, failpoints);
        try
        {
            using var execs = ExecServer.Bind(layout, settings, Log.Logger);
            await using var node = await NodeHost.StartAsync(layout, settings, Log.Logger);
            execs.Serve(node.Context);
            Log.Information(
                "orchd {Version} answers at {Socket} after {Milliseconds:0} ms",
                NodeFacts.Version, layout.Socket, TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
            SystemdNotify.Send("READY=1");
            await using var autostart = LxcAutostart.Begin(layout, settings, Log.Logger);
            await node.WaitForShutdownAsync();
            SystemdNotify.Send("STOPPING=1");
            return 0;
        }
        catch (StartException error)
        {
            Log.Fatal("The daemon cannot start: {Problem}", error.Message);
            throw;
        }
        catch (Exception error) when (StartProblem.Explain(error, layout) is { } problem)
        {
            Log.Fatal(error, "The daemon cannot start: {Problem}", problem);
            throw new StartException(problem, CannotStart);
        }
        finally
        {
            await Logs.CloseAsync(TimeProvider.System);
        }
    }
}
