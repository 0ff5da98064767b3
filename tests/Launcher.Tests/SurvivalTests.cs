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
    public async Task Launch_AgainAfterItsEndWentUnheard_TellsStartAndEnd()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sh", "-c", "exit 34");
        var first = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        await host.ExitOfAsync(launch.Id);
        await host.ReconnectAsync();

        var again = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        again.Failure.ShouldBeNull();
        (again.Process!.Pid, again.Process.Already).ShouldBe((first.Process!.Pid, true));
        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(34));
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
    public async Task V02_LauncherAndDaemonLost_TheNextOnesKnowTheLivingAndTheEnded()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var lives = box.Launch("sleep", "1000");
        var ended = box.Launch("sh", "-c", "exit 33");
        var missed = box.Launch("sleep", "1000");
        var answer = await host.Connection.LaunchAsync(lives, LauncherHost.Token());
        await host.Connection.LaunchAsync(ended, LauncherHost.Token());
        var unseen = (await host.Connection.LaunchAsync(missed, LauncherHost.Token())).Process!.Pid;
        await host.ExitOfAsync(ended.Id);
        var launcher = host.Connection.LauncherPid!.Value;
        await host.Connection.DisposeAsync();
        await KillAsync(launcher);
        await KillAsync(unseen);

        await host.ReconnectAsync();
        var known = await host.Connection.SurveyAsync(LauncherHost.Token());

        known.Count.ShouldBe(3);
        known.Single(process => process.Id == lives.Id).Alive.ShouldBeTrue();
        (await host.Connection.LaunchAsync(lives, LauncherHost.Token())).Process!.Pid.ShouldBe(answer.Process!.Pid);
        var ends = new[] { await host.Connection.Exits.ReadAsync(LauncherHost.Token()), await host.Connection.Exits.ReadAsync(LauncherHost.Token()) };
        ends.Single(exit => exit.Id == ended.Id).Status.ShouldBe(ExitStatus.Exited(33));
        var lost = ends.Single(exit => exit.Id == missed.Id).Status;
        lost.Unknown.ShouldBeTrue();
        lost.Reason.ShouldBe("The launcher that had started it was lost, and nobody else saw how it ended.");
    }

    [Fact]
    public async Task Launcher_ShutDownInOrder_LeavesNoState()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sleep", "1000");
        await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        (await host.Connection.ShutdownAsync(LauncherHost.Token())).ShouldBeFalse();
        await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token());
        await host.ExitOfAsync(launch.Id);
        await host.Connection.AcknowledgeAsync(launch.Id, 1, LauncherHost.Token());
        var pid = host.Connection.LauncherPid!.Value;
        using var process = Process.GetProcessById(pid);
        (await host.Connection.ShutdownAsync(LauncherHost.Token())).ShouldBeTrue();
        await process.WaitForExitAsync(LauncherHost.Token());

        Directory.GetFiles(host.Options.RunDirectory).Select(Path.GetFileName).Order().ShouldBe(["launcher.lock", "launcher.log"]);
        await host.ReconnectAsync();
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
    public async Task F_GarbageOnTheSocket_EndsThatConnectionOnly()
    {
        await using var host = await LauncherHost.StartAsync();
        using var directory = Kernel.DirectoryHandle.Open(host.Options.RunDirectory);
        var random = new Random(20_261_123);
        var hello = new byte[24];
        BitConverter.TryWriteBytes(hello, 1);
        BitConverter.TryWriteBytes(hello.AsSpan(4), 24);
        BitConverter.TryWriteBytes(hello.AsSpan(16), 1);

        for (var i = 0; i < 300; i++)
        {
            using var socket = Kernel.SeqpacketSocket.TryConnect(directory, "launcher.sock", out var errno);
            if (errno == Kernel.Errno.EAGAIN)
            {
                // The queue of connections is full; an answer means that the launcher went on with it.
                await host.Connection.SurveyAsync(LauncherHost.Token());
                continue;
            }
            errno.ShouldBe(0);
            // An answer: everything before has been accepted and read.
            if (i % 50 == 0)
                await host.Connection.SurveyAsync(LauncherHost.Token());
            if (i % 3 == 0)
                socket!.TrySend(hello, default, default);
            var message = new byte[random.Next(1, 400)];
            random.NextBytes(message);
            if (i % 2 == 0)
            {
                // A header that holds, with a body that does not.
                BitConverter.TryWriteBytes(message.AsSpan(0, Math.Min(4, message.Length)), random.Next(1, 12));
                if (message.Length >= 8)
                    BitConverter.TryWriteBytes(message.AsSpan(4), message.Length);
            }
            socket!.TrySend(message, default, i % 5 == 0 ? [0, 1] : default);
        }

        (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldBeEmpty();
        var launch = new Box(host).Launch("true");
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
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
        await KillAsync(pid);
        return pid;
    }

    private static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync(LauncherHost.Token());
    }
}
