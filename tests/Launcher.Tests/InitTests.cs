using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>The engine's own PID 1 above the payload.</summary>
public sealed class InitTests
{
    [Theory]
    [InlineData("exit 3", 3)]
    [InlineData("test $$ != 1 && exit 4", 4)]
    public async Task Init_PayloadsCode_IsTheContainers(string script, int code)
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch(new ContainerSpec { Command = ["sh", "-c", script], Init = true });

        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();

        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(code));
    }

    [Fact]
    public async Task Init_PayloadKilledBySignal_TellsTheSignal()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch(new ContainerSpec { Command = ["sh", "-c", "kill -9 $$"], Init = true });

        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();

        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Killed(9, core: false));
    }

    [Fact]
    public async Task Init_Signal_ReachesThePayload()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        using var pipe = new ReadyPipe();
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "trap 'exit 42' TERM; echo ready; while :; do sleep 1; done"],
            Init = true,
        }) with { Stdout = pipe.WriteEnd };
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
        await pipe.LineAsync();

        await host.Connection.SignalAsync(launch.Id, 1, 15, LauncherHost.Token());

        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(42));
    }

    [Fact]
    public async Task R10_Orphans_AreReaped()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        // Orphans end as children of PID 1; afterwards no process may be in state Z.
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "i=0; while [ $i -lt 200 ]; do (true &) ; i=$((i+1)); done; sleep 0.3; cat /proc/[0-9]*/stat"],
            Init = true,
        });
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();

        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(0));

        var lines = box.Output(launch).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldStartWith("1 (orch-init) S");
        lines.ShouldAllBe(line => !line.Contains(") Z "));
    }

    [Fact]
    public async Task Init_NoSuchProgram_Is127()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch(new ContainerSpec { Command = ["nosuch"], Init = true });

        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure!.ExitCode.ShouldBe(127);
    }
}
