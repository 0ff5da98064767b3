using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>How a program is entered and how its end is told.</summary>
public sealed class LaunchTests
{
    [Fact]
    public async Task Launch_True_EndsWithZero()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("true");

        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        answer.Failure.ShouldBeNull();
        answer.Process!.Pid.ShouldBeGreaterThan(1);
        var exit = await host.ExitOfAsync(launch.Id);
        exit.Status.ShouldBe(ExitStatus.Exited(0));
        exit.Attempt.ShouldBe(1);
    }

    [Theory]
    [InlineData("exit 7", 7)]
    [InlineData("exit 255", 255)]
    public async Task Launch_ExitCode_IsThePayloads(string script, int code)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        (await RunAsync(host, box.Launch("sh", "-c", script))).Status.ShouldBe(ExitStatus.Exited(code));
    }

    [Fact]
    public async Task Launch_KilledBySignal_TellsTheSignal()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sleep", "1000");
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();

        (await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token())).ShouldBeTrue();

        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Killed(9, core: false));
        (await host.Connection.SignalAsync(launch.Id, 1, 9, LauncherHost.Token())).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nosuchprogram", 127, 2)]
    [InlineData("/bin/nosuchprogram", 127, 2)]
    [InlineData("/etc", 126, 13)]
    public async Task Launch_ProgramCannotBeEntered_SaysWhy(string program, int exitCode, int errno)
    {
        await using var host = await LauncherHost.StartAsync();

        var answer = await host.Connection.LaunchAsync(new Box(host).Launch(program), LauncherHost.Token());

        answer.Process.ShouldBeNull();
        answer.Failure!.Step.ShouldStartWith("exec ");
        answer.Failure.ExitCode.ShouldBe(exitCode);
        answer.Failure.Errno.ShouldBe(errno);
    }

    [Fact]
    public async Task Launch_MissingLayer_NamesStepAndErrno()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("true") with { Layers = ["/nosuch"] };

        var failure = (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure;

        failure!.Step.ShouldBe("open layer /nosuch");
        failure.Errno.ShouldBe(2);
        failure.ExitCode.ShouldBe(125);
        failure.Message.ShouldBe("open layer /nosuch failed in open_tree: no such file or directory (ENOENT)");
    }

    [Fact]
    public async Task Launch_SameAttemptTwice_StartsOnce()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("sleep", "1000");

        var first = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var second = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        second.Process!.Pid.ShouldBe(first.Process!.Pid);
        second.Process.Already.ShouldBeTrue();
        (await host.Connection.SurveyAsync(LauncherHost.Token())).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Launch_FailedAttemptAgain_TellsTheFirstFailure()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("nosuchprogram");

        var first = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var second = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        second.Failure.ShouldBe(first.Failure);
    }

    [Fact]
    public async Task Launch_AttemptThatWasAcknowledged_IsNotStartedAgain()
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch("true");
        await RunAsync(host, launch);
        await host.Connection.AcknowledgeAsync(launch.Id, 1, LauncherHost.Token());

        var again = await host.Connection.LaunchAsync(launch, LauncherHost.Token());
        var next = await host.Connection.LaunchAsync(launch with { Attempt = 2 }, LauncherHost.Token());

        again.Failure!.Message.ShouldBe("This attempt was started before and has ended.");
        next.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Launch_Stuck_IsKilledAndNamesTheStep()
    {
        await using var host = await LauncherHost.StartAsync();
        // A pipe that nobody reads, filled, in place of a cgroup's tasks file: the child blocks there.
        using var pipe = FullPipe.Create();
        var launch = new Box(host).Launch("true") with { CgroupTasks = [pipe.WriteEnd], TimeLimit = TimeSpan.FromMilliseconds(300) };

        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        answer.Failure!.Step.ShouldBe("join cgroup");
        answer.Failure.Message.ShouldBe("The program was not entered in time; the launch was stuck in: join cgroup");
        (await host.Connection.SurveyAsync(LauncherHost.Token())).ShouldBeEmpty();
    }

    [Fact]
    public async Task Launch_LargePlan_TravelsInAMemfd()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var large = new string('x', 100_000);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "echo ${#A} ${#B}"],
            Environment = new Dictionary<string, string> { ["A"] = large, ["B"] = large },
        });

        await RunAsync(host, launch);

        box.Output(launch).ShouldBe("100000 100000\n");
    }

    [Fact]
    public async Task Launch_Environment_IsTheSpecsAlone()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["/bin/busybox", "env"],
            Environment = new Dictionary<string, string> { ["A"] = "1" },
        });

        await RunAsync(host, launch);

        box.Output(launch).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldBe(["A=1", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=box"]);
    }

    [Fact]
    public async Task Launch_ManyAtOnce_EachEndsOnceWithItsOwnCode()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launches = Enumerable.Range(0, 300).Select(i => box.Launch("sh", "-c", $"exit {i % 200}")).ToArray();

        var answers = await Task.WhenAll(launches.Select(launch => host.Connection.LaunchAsync(launch, LauncherHost.Token())));

        answers.ShouldAllBe(answer => answer.Failure == null);
        var codes = new Dictionary<Guid, int>();
        while (codes.Count < launches.Length)
        {
            var exit = await host.Connection.Exits.ReadAsync(LauncherHost.Token());
            codes.Add(exit.Id, exit.Status.Code!.Value);
        }
        launches.Select(launch => codes[launch.Id]).ShouldBe(Enumerable.Range(0, 300).Select(i => i % 200));
    }

    private static async Task<LauncherExit> RunAsync(LauncherHost host, ResolvedLaunch launch)
    {
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
        return await host.ExitOfAsync(launch.Id);
    }
}
