using Microsoft.Win32.SafeHandles;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>One more process in a running container.</summary>
public sealed class ExecTests
{
    private const string Script = "for n in user pid mnt net uts ipc cgroup time; do readlink /proc/self/ns/$n; done; id -u; hostname; ls /proc/self/fd";

    [Fact]
    public async Task Exec_SeesWhatTheInitSees()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        using var ready = new ReadyPipe();
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", Script + "; echo ready >&2; sleep 1000"],
            Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromHours(1) },
        }) with { Stderr = ready.WriteEnd };
        await StartAsync(host, launch);
        await ready.LineAsync();

        var (exit, output) = await ExecAsync(host, box, launch, "sh", "-c", Script);

        exit.Status.ShouldBe(ExitStatus.Exited(0));
        exit.IsExec.ShouldBeTrue();
        output.ShouldBe(box.Output(launch));
        output.ShouldEndWith("0\nbox\n0\n1\n2\n3\n");
    }

    [Fact]
    public async Task Exec_HasTheContainersPrivilegesOnly()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sleep", "1000");
        await StartAsync(host, launch);

        var (_, output) = await ExecAsync(host, box, launch, "cat", "/proc/self/status");

        foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" })
            output.ShouldContain($"{set}:\t0000000000000000");
        output.ShouldContain("NoNewPrivs:\t1");
    }

    [Theory]
    [InlineData("exit 5", 5)]
    [InlineData("kill -0 1 && exit 6", 6)]
    public async Task Exec_ExitCode_IsItsOwn(string script, int code)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sleep", "1000");
        await StartAsync(host, launch);

        (await ExecAsync(host, box, launch, "sh", "-c", script)).Exit.Status.ShouldBe(ExitStatus.Exited(code));
    }

    [Fact]
    public async Task Exec_NoSuchProgram_Is127()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sleep", "1000");
        await StartAsync(host, launch);
        using var output = File.OpenHandle(box.OutputPath(Guid.NewGuid()), FileMode.Create, FileAccess.Write);

        var answer = await host.Connection.ExecAsync(Box.Exec(launch, output, "nosuch"), LauncherHost.Token());

        answer.Failure!.ExitCode.ShouldBe(127);
    }

    [Fact]
    public async Task Exec_ContainerHasEnded_SaysSo()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("true");
        await StartAsync(host, launch);
        await host.ExitOfAsync(launch.Id);
        using var output = File.OpenHandle(box.OutputPath(Guid.NewGuid()), FileMode.Create, FileAccess.Write);

        var answer = await host.Connection.ExecAsync(Box.Exec(launch, output, "true"), LauncherHost.Token());

        answer.Failure!.Message.ShouldBe("The container is not running.");
    }

    [Fact]
    public async Task Exec_Terminal_IsTheControllingOne()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sleep", "1000");
        await StartAsync(host, launch);
        using var pty = Pty.Open();
        var exec = Box.Exec(launch, pty.Slave, "sh", "-c", "echo $TERM > /dev/tty") with { Stdin = pty.Slave, Terminal = true };

        (await host.Connection.ExecAsync(exec, LauncherHost.Token())).Failure.ShouldBeNull();
        (await host.ExitOfAsync(exec.ExecId)).Status.ShouldBe(ExitStatus.Exited(0));

        pty.ReadLine().ShouldBe("xterm");
    }

    private static async Task StartAsync(LauncherHost host, ResolvedLaunch launch)
    {
        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        answer.Failure.ShouldBeNull();
    }

    private static async Task<(LauncherExit Exit, string Output)> ExecAsync(
        LauncherHost host, Box box, ResolvedLaunch launch, params string[] command)
    {
        var path = box.OutputPath(Guid.NewGuid());
        using SafeFileHandle output = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        var exec = Box.Exec(launch, output, command);
        (await host.Connection.ExecAsync(exec, LauncherHost.Token())).Failure.ShouldBeNull();
        var exit = await host.ExitOfAsync(exec.ExecId);
        return (exit, File.ReadAllText(path));
    }
}
