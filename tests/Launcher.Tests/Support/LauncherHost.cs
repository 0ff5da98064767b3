using System.Diagnostics;
using Orchestrator.Isolation.Launching;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>A launcher of its own in a temporary run folder, with a connection; everything ends with the test.</summary>
public sealed class LauncherHost : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private LauncherHost(string root, string? script)
    {
        Root = root;
        Options = new LauncherOptions { RunDirectory = Path.Combine(root, "run"), LauncherPath = script is null ? Executable() : Wrapper(root, script) };
        Connection = new LauncherConnection(Options, TimeProvider.System);
    }

    public string Root { get; }

    public LauncherOptions Options { get; }

    public LauncherConnection Connection { get; private set; }

    /// <param name="script">Shell lines that execute <c>"$launcher" "$@"</c> in surroundings of their own.</param>
    public static async Task<LauncherHost> StartAsync(string? script = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces, mounts and id maps need root");
        var host = new LauncherHost(Directory.CreateTempSubdirectory("orch-launcher-").FullName, script);
        // Containers reach their layers as mapped root, who is nobody here.
        File.SetUnixFileMode(host.Root, (UnixFileMode)0b111_101_101);
        await host.Connection.ConnectAsync(Token());
        return host;
    }

    /// <summary>What a restarted daemon does: a new connection to the launcher that is there.</summary>
    public async Task ReconnectAsync()
    {
        await Connection.DisposeAsync();
        Connection = new LauncherConnection(Options, TimeProvider.System);
        await Connection.ConnectAsync(Token());
    }

    public static CancellationToken Token() => new CancellationTokenSource(Limit).Token;

    public async Task<LauncherExit> ExitOfAsync(Guid id)
    {
        while (true)
        {
            var exit = await Connection.Exits.ReadAsync(Token());
            if (exit.Id == id)
                return exit;
        }
    }

    public async ValueTask DisposeAsync()
    {
        var pid = Connection.LauncherPid;
        foreach (var process in await Connection.SurveyAsync(Token()))
        {
            if (process.Alive)
                await Connection.SignalAsync(process.Id, process.Attempt, 9, Token());
        }
        await Connection.DisposeAsync();
        if (pid is { } launcher)
        {
            using var process = Process.GetProcessById(launcher);
            process.Kill();
            await process.WaitForExitAsync(Token());
        }
        Directory.Delete(Root, recursive: true);
    }

    private static string Wrapper(string root, string script)
    {
        var path = Path.Combine(root, "launcher");
        File.WriteAllText(path, $"#!/bin/sh\nlauncher={Executable()}\n{script}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    public static string Executable()
    {
        if (Environment.GetEnvironmentVariable("ORCH_BIN") is { } programs)
            return Path.Combine(programs, "orch-launcher");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in (string[])["artifacts/orch", "artifacts/publish/Orchestrator.Launcher/release_linux-x64"])
            {
                var path = Path.Combine(folder.FullName, place, "orch-launcher");
                if (File.Exists(path))
                    return path;
            }
        }
        throw new InvalidOperationException(
            "orch-launcher is not published; run: dotnet publish src/Launcher -c Release -r linux-x64");
    }
}
