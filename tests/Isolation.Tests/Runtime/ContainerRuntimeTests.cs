using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

[InMachine(Machine.Plain, Short = true)]
public sealed class ContainerRuntimeTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    [Fact]
    public async Task Launch_True_ExitsZeroWithUsage()
    {
        var done = await host.RunAsync(new ContainerSpec { Image = "busybox", Command = ["true"] });
        done.Exit.Status.ShouldBe(ExitStatus.Exited(0));
        done.Exit.OomKills.ShouldBe(0);
        done.Exit.OomLevel.ShouldBeNull();
        // Not above zero: some kernels count in ticks of 10 ms.
        done.Exit.Usage.CpuUsec.ShouldNotBeNull();
        done.Exit.Usage.PidsPeak.ShouldNotBeNull().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Launch_OutputAndCode_AreThePayloads()
    {
        var done = await host.ShellAsync("echo out; echo err >&2; exit 7");
        (done.Code, done.Stdout, done.Stderr).ShouldBe((7, "out\n", "err\n"));
    }

    [Fact]
    public async Task Launch_PayloadEndedBySignal_NamesTheSignal()
    {
        var done = await host.ShellAsync("ulimit -c 0; trap - ABRT; sh -c 'kill -9 $PPID'; echo alive");
        // The first process of a pid namespace ignores signals from inside.
        (done.Code, done.Stdout).ShouldBe((0, "alive\n"));
        var running = await host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await running.KillAsync()).Exit.Status.Signal.ShouldBe(9);
    }

    [Theory]
    [InlineData("no-such-program", 127)]
    [InlineData("/etc/passwd", 126)]
    public async Task Launch_CommandThatCannotRun_SaysWhy(string command, int code)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var id = Guid.CreateVersion7();
        var spec = new ContainerSpec { Image = "busybox", Command = [command] };
        var prepared = await host.Runtime.PrepareAsync(id, "x", spec, default);
        var outcome = await host.Runtime.LaunchAsync(new LaunchOrder(id, "x", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        outcome.Init.ShouldBeNull();
        outcome.Failure.ShouldNotBeNull().ExitCode.ShouldBe(code);
        outcome.Failure.Message.ShouldContain(command);
        await host.Runtime.DestroyAsync(id, default);
    }

    [Fact]
    public async Task Launch_SameAttemptAgain_ReportsTheFirst()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("echo started; sleep 600"));
        await running.LineAsync("started");
        var again = await host.Runtime.LaunchAsync(
            new LaunchOrder(running.Id, running.Name, 1, running.Spec, running.Prepared), RuntimeHost.Token());
        again.Init.ShouldBe(running.Init);
        (await running.KillAsync()).Lines.ShouldBe(["started"]);
    }

    [Fact]
    public async Task Launch_SecondAttempt_KeepsTheWritableLayer()
    {
        var first = await host.StartContainerAsync(RuntimeHost.Shell("cat /kept 2>/dev/null; echo one > /kept"));
        (await host.ExitOf(first.Id)).Status.Code.ShouldBe(0);
        await host.Runtime.AcknowledgeExitAsync(first.Id, 1, default);
        await host.Runtime.ReleaseAsync(first.Id, 1, default);
        var spec = RuntimeHost.Shell("cat /kept > /dev/null && sleep 600");
        var second = await host.Runtime.LaunchAsync(
            new LaunchOrder(first.Id, first.Name, 2, spec, first.Prepared), RuntimeHost.Token());
        second.Failure.ShouldBeNull();
        host.Runtime.ReadUsage(first.Id).ShouldNotBeNull();
        await host.Runtime.DestroyAsync(first.Id, default);
        await host.Runtime.AcknowledgeExitAsync(first.Id, 2, default);
    }

    [Fact]
    public async Task Prepare_MissingImage_NamesTheCommand()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var outcome = await host.Runtime.PrepareAsync(
            Guid.NewGuid(), "x", new ContainerSpec { Image = "missing", Command = ["true"] }, default);
        outcome.Prepared.ShouldBeNull();
        outcome.Problem.ShouldNotBeNull().ShouldContain("orch image pull missing");
    }

    [Fact]
    public async Task Mounts_InputAndOutput_BelongToTheCaller()
    {
        using var folder = new ScratchFolder();
        var input = Path.Combine(folder.Path, "in");
        var output = Path.Combine(folder.Path, "out");
        File.WriteAllText(input, "data");
        Directory.CreateDirectory(output);
        System.Diagnostics.Process.Start("chown", ["1234:1235", output]).WaitForExit();
        var done = await host.ShellAsync("cat /in > /out/copy && ! echo x > /in && id -u", spec => spec with
        {
            Mounts =
            [
                new MountSpec { Kind = MountKind.Bind, Source = input, Target = "/in" },
                new MountSpec { Kind = MountKind.Output, Source = output, Target = "/out", ReadOnly = false, OwnerUid = 1234, OwnerGid = 1235 },
            ],
        });
        done.Code.ShouldBe(0, done.Stderr);
        File.ReadAllText(Path.Combine(output, "copy")).ShouldBe("data");
        using var directory = Kernel.DirectoryHandle.Open(output);
        var status = directory.StatusOf("copy").ShouldNotBeNull();
        (status.Uid, status.Gid).ShouldBe((1234u, 1235u));
    }

    [Fact]
    public async Task Exec_InARunningContainer_SharesItsNamespaces()
    {
        // With a command behind it the shell does not become sleep, which has no cmdline while it is being executed.
        var running = await host.StartContainerAsync(RuntimeHost.Shell("echo up; export SECRET=1; sleep 600; :"));
        await running.LineAsync("up");
        using var folder = new ScratchFolder();
        var file = Path.Combine(folder.Path, "out");
        using (var stdout = File.OpenHandle(file, FileMode.CreateNew, FileAccess.Write))
        {
            var exec = Guid.NewGuid();
            var outcome = await host.Runtime.ExecAsync(
                new ExecOrder(
                    running.Id, exec, ["sh", "-c", "echo $A $$; cat /proc/1/cmdline | tr '\\0' ' '; exit 9"],
                    new Dictionary<string, string> { ["A"] = "b" }, null, null, false, -1, (int)stdout.DangerousGetHandle(), -1),
                RuntimeHost.Token());
            outcome.Failure.ShouldBeNull();
            (await host.ExecExitOf(exec)).Status.ShouldBe(ExitStatus.Exited(9));
        }
        var text = File.ReadAllText(file);
        text.ShouldStartWith("b ");
        text.ShouldContain("sleep 600");
        await running.KillAsync();
    }

    [Fact]
    public async Task E11_Exec_AsAStrangeUser_IsRefused()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        foreach (var user in (string[])["0:", "0x0", "4294967296", "nobody-there", "65536"])
        {
            var outcome = await host.Runtime.ExecAsync(
                new ExecOrder(
                    running.Id, Guid.NewGuid(), ["id"], new Dictionary<string, string>(), null, user, false, -1, -1, -1),
                RuntimeHost.Token());
            outcome.Failure.ShouldNotBeNull(user).Message.ShouldNotBeEmpty();
        }
        await running.KillAsync();
    }

    [Fact]
    public async Task Freeze_RunningContainer_StopsItsTime()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("while :; do :; done"));
        var frozen = await host.Runtime.FreezeAsync(running.Id, default);
        frozen.Done.ShouldBeTrue(frozen.Problem);
        var before = host.Runtime.ReadUsage(running.Id)!.CpuUsec;
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        host.Runtime.ReadUsage(running.Id)!.CpuUsec.ShouldBe(before);
        (await host.Runtime.ExecAsync(
            new ExecOrder(running.Id, Guid.NewGuid(), ["true"], new Dictionary<string, string>(), null, null, false, -1, -1, -1),
            default)).Failure.ShouldNotBeNull().Message.ShouldContain("frozen");
        (await host.Runtime.ThawAsync(running.Id, default)).Done.ShouldBeTrue();
        // Z05: and frozen again, the kill works.
        (await host.Runtime.FreezeAsync(running.Id, default)).Done.ShouldBeTrue();
        (await running.KillAsync()).Exit.Status.Signal.ShouldBe(9);
    }

    [Fact]
    public async Task FreezeNode_AllContainers_AndNoLaunchGetsIn()
    {
        var one = await host.StartContainerAsync(RuntimeHost.Shell("while :; do :; done"));
        var two = await host.StartContainerAsync(RuntimeHost.Shell("while :; do :; done"));
        (await host.Runtime.FreezeNodeAsync(default)).Done.ShouldBeTrue();
        try
        {
            var before = (host.Runtime.ReadUsage(one.Id)!.CpuUsec, host.Runtime.ReadUsage(two.Id)!.CpuUsec);
            var id = Guid.NewGuid();
            var refused = await host.Runtime.LaunchAsync(new LaunchOrder(id, "late", 1, one.Spec, one.Prepared), default);
            refused.Failure.ShouldNotBeNull().Message.ShouldContain("frozen");
            // Only its own freeze ends by that: the parent holds it.
            (await host.Runtime.ThawAsync(one.Id, default)).Done.ShouldBeTrue();
            (host.Runtime.ReadUsage(one.Id)!.CpuUsec, host.Runtime.ReadUsage(two.Id)!.CpuUsec).ShouldBe(before);
        }
        finally
        {
            (await host.Runtime.ThawNodeAsync(default)).Done.ShouldBeTrue();
        }
        await one.KillAsync();
        await two.KillAsync();
    }

    [Fact]
    public async Task Signal_Term_ReachesTheInit()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("trap 'echo got; exit 3' TERM; echo ready; while :; do sleep 0.01; done"));
        await running.LineAsync("ready");
        (await host.Runtime.SignalAsync(running.Id, 1, 15, default)).ShouldBeTrue();
        var done = await running.FinishAsync();
        (done.Code, done.Lines[^1]).ShouldBe((3, "got"));
        (await host.Runtime.SignalAsync(running.Id, 1, 15, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Update_Limits_OfARunningContainer()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await host.Runtime.UpdateAsync(running.Id, new ResourceLimits { MemoryBytes = 128 << 20, Pids = 5 }, default)).ShouldBeNull();
        (await host.Runtime.UpdateAsync(running.Id, new ResourceLimits { MemoryBytes = 1 }, default)).ShouldNotBeNull();
        (await host.Runtime.UpdateAsync(running.Id, new ResourceLimits { Cpus = 4096 }, default)).ShouldNotBeNull();
        await running.KillAsync();
    }

    [Fact]
    public async Task R01_ForkBomb_MeetsPidsMaxAndIsKilled()
    {
        var neighbour = await host.StartContainerAsync(RuntimeHost.Shell("i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done"));
        var bomb = await host.StartContainerAsync(
            RuntimeHost.Shell("bomb() { bomb | bomb & }; bomb & exec sleep 600") with { Resources = new ResourceLimits { Pids = 20, Cpus = 0.5 } });
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (host.Runtime.ReadUsage(bomb.Id)!.PidsPeak < 20)
        {
            waited.Elapsed.ShouldBeLessThan(RuntimeHost.Limit);
            await Task.Yield();
        }
        host.Runtime.ReadUsage(bomb.Id)!.PidsPeak.ShouldBe(20);
        waited.Restart();
        (await bomb.KillAsync()).Exit.Status.Signal.ShouldBe(9);
        waited.Elapsed.ShouldBeLessThan(RuntimeHost.Limit);
        await neighbour.LineAsync("3");
        await neighbour.KillAsync();
    }

    [Fact]
    public async Task R02_MemoryBomb_IsOomWith137AndTheNeighbourLives()
    {
        var neighbour = await host.StartContainerAsync(RuntimeHost.Shell("echo up; sleep 600"));
        await neighbour.LineAsync("up");
        var done = await host.ShellAsync("exec tail /dev/zero", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 16 << 20 } });
        done.Exit.Status.Signal.ShouldBe(9);
        done.Exit.OomKills.ShouldBeGreaterThan(0);
        done.Exit.OomLevel.ShouldBe("container");
        done.Exit.Usage.MemoryPeakBytes.ShouldNotBeNull().ShouldBeLessThanOrEqualTo(16 << 20);
        (await neighbour.KillAsync()).Exit.OomKills.ShouldBe(0);
    }

    [Fact]
    public async Task R03_MemoryBombByAChild_IsReportedThoughInitLives()
    {
        var done = await host.ShellAsync(
            "sh -c 'tail /dev/zero'; echo code $?; exit 0", spec => spec with { Resources = new ResourceLimits { MemoryBytes = 16 << 20 } });
        done.Exit.OomKills.ShouldBeGreaterThan(0);
        done.Exit.OomLevel.ShouldBe("container");
        // v2 ends the group (memory.oom.group), v1 the process alone.
        if (done.Code == 0)
            done.Lines.ShouldBe(["code 137"]);
        else
            done.Exit.Status.Signal.ShouldBe(9);
    }

    [Fact]
    public async Task Destroy_RunningContainer_LeavesNothing()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        await host.Runtime.DestroyAsync(running.Id, RuntimeHost.Token());
        (await host.ExitOf(running.Id)).Status.Signal.ShouldBe(9);
        Directory.Exists(Path.Combine(host.Root, "containers", running.Id.ToString("N"))).ShouldBeFalse();
        host.Runtime.ReadUsage(running.Id).ShouldBeNull();
        // It may be a zombie for a moment, until the launcher has read its status.
        (Isolation.Host.ProcessStat.TryRead(running.Init.Pid) is null or { State: 'Z' or 'X' }).ShouldBeTrue();
        await host.Runtime.AcknowledgeExitAsync(running.Id, 1, default);
    }
}
