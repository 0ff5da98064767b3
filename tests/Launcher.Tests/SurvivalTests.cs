using System.Diagnostics;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>Losing the daemon, the launcher, or both.</summary>
public sealed class SurvivalTests
{
    [Fact]
    public async Task Daemon_Restarted_FindsTheLivingAndTheirEnds()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sleep", "1000");
        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var launcher = host.Connection.LauncherPid;

        await host.ReconnectAsync();

        host.Connection.LauncherPid.ShouldBe(launcher);
        var known = (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldHaveSingleItem();
        (known.Id, known.Attempt, known.Pid, known.StartTicks, known.Alive)
            .ShouldBe((launch.Id, 1, answer.Process!.Pid, answer.Process.StartTicks, true));
        await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token());
        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Killed(9, core: false));
    }

    [Fact]
    public async Task V03_ExitWhileTheDaemonIsDown_IsKeptUntilAcknowledged()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sh", "-c", "exit 33");
        await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var before = await host.ExitOfAsync(launch.Id);

        await host.ReconnectAsync();
        (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldHaveSingleItem().Alive.ShouldBeFalse();
        var again = await host.ExitOfAsync(launch.Id);
        await host.Connection.AcknowledgeAsync(launch.Id, 1, LauncherHost.Token());

        again.ShouldBe(before);
        again.Status.ShouldBe(ExitStatus.Exited(33));
        (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldBeEmpty();
    }

    [Fact]
    public async Task V15_SecondDaemon_IsRefusedAndNamesTheFirst()
    {
        await using var host = await LauncherHost.StartAsync();
        await using var second = new Isolation.Launching.LauncherConnection(host.Options, TimeProvider.System);

        var refusal = await Should.ThrowAsync<LauncherUnavailableException>(() => second.ConnectAsync(LauncherHost.Token()));

        refusal.Message.ShouldContain($"Another daemon (pid {Environment.ProcessId}) holds the launcher");
    }

    [Fact]
    public async Task V02_LauncherKilled_ContainersLiveOnAndTheirEndsAreSeen()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sleep", "1000");
        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var first = await KillLauncherAsync(host);

        await host.Connection.SurveyAsync(LauncherHost.Token());
        host.Connection.LauncherPid.ShouldNotBe(first);
        var twice = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        twice.Process!.Pid.ShouldBe(answer.Process!.Pid);
        twice.Process.Already.ShouldBeTrue();
        await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token());
        var exit = await host.ExitOfAsync(launch.Id);

        exit.Late.ShouldBeTrue();
        // Either the kernel still knew (since 6.15), or it is said to be unknown; never anything else.
        if (exit.Status.Unknown)
            exit.Status.Reason.ShouldNotBeNullOrEmpty();
        else
            exit.Status.ShouldBe(ExitStatus.Killed(9, core: false));
    }

    [Fact]
    public async Task Launcher_ResistsTermination()
    {
        await using var host = await LauncherHost.StartAsync();
        Kernel.Headers.SysPidfd.kill(host.Connection.LauncherPid!.Value, 15).ShouldBe(0);
        Kernel.Headers.SysPidfd.kill(host.Connection.LauncherPid!.Value, 2).ShouldBe(0);

        (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldBeEmpty();
    }

    [Fact]
    public async Task E01_LauncherRunsFromASealedCopy()
    {
        await using var host = await LauncherHost.StartAsync();

        new FileInfo($"/proc/{host.Connection.LauncherPid}/exe").LinkTarget.ShouldBe("/memfd:orch-launcher (deleted)");
        File.GetUnixFileMode(Path.Combine(host.Options.RunDirectory, "launcher.sock"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static async Task<int> KillLauncherAsync(LauncherHost host)
    {
        var pid = host.Connection.LauncherPid!.Value;
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync(LauncherHost.Token());
        return pid;
    }
}
