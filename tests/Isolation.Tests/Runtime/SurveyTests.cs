using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

/// <summary>What a daemon finds when it comes back. Each test has a node of its own, since a survey ends strangers.</summary>
public sealed class SurveyTests : IAsyncLifetime
{
    private readonly RuntimeHost _host = new();

    public ValueTask InitializeAsync() => _host.InitializeAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task V01_RunningContainer_IsAdoptedAndItsExitArrives()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("trap 'exit 4' TERM; echo up; while :; do sleep 0.01; done"));
        await running.LineAsync("up");
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token())).ShouldHaveSingleItem();
        result.ShouldBe(new SurveyResult(running.Id, 1, SurveyVerdict.Alive, running.Init, null));
        _host.Runtime.ReadUsage(running.Id)!.CpuUsec.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await _host.Runtime.SignalAsync(running.Id, 1, 15, default)).ShouldBeTrue();
        (await running.FinishAsync()).Code.ShouldBe(4);
    }

    [Fact]
    public async Task V03_ExitWhileTheDaemonWasAway_IsKeptWithItsUsage()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 0.3; exit 42"));
        await _host.Runtime.DisposeAsync();
        await Gone(running.Init.Pid);
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token())).ShouldHaveSingleItem();
        result.Verdict.ShouldBe(SurveyVerdict.Ended);
        result.Exit.ShouldNotBeNull().Status.ShouldBe(ExitStatus.Exited(42));
        result.Exit.Usage.CpuUsec.ShouldNotBeNull().ShouldBeGreaterThan(0);
        // Not acknowledged, so it is there again for the next daemon; then it is forgotten.
        await _host.RestartAsync();
        (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token()))[0].Exit!.Status.Code.ShouldBe(42);
        await _host.Runtime.AcknowledgeExitAsync(running.Id, 1, default);
        await _host.Runtime.DestroyAsync(running.Id, default);
    }

    [Fact]
    public async Task FrozenContainer_IsFoundFrozen()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await _host.Runtime.FreezeAsync(running.Id, default)).Done.ShouldBeTrue();
        await _host.RestartAsync();
        (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token()))[0].Verdict.ShouldBe(SurveyVerdict.AliveFrozen);
        (await _host.Runtime.ThawAsync(running.Id, default)).Done.ShouldBeTrue();
        await running.KillAsync();
    }

    [Fact]
    public async Task Z02_FrozenNode_IsFoundFrozen()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await _host.Runtime.FreezeNodeAsync(default)).Done.ShouldBeTrue();
        await _host.RestartAsync();
        _host.Runtime.IsNodeFrozen.ShouldBeTrue();
        (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token()))[0].Verdict.ShouldBe(SurveyVerdict.AliveFrozen);
        (await _host.Runtime.ThawNodeAsync(default)).Done.ShouldBeTrue();
        await running.KillAsync();
    }

    [Fact]
    public async Task FrozenNode_WithoutContainers_IsThawed()
    {
        Assert.SkipWhen(_host.WhyNot is not null, _host.WhyNot ?? "");
        // A stopped container's cgroup keeps the parent, and with it the frozen state, over the restart.
        var left = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        (await _host.Runtime.FreezeNodeAsync(default)).Done.ShouldBeTrue();
        await _host.RestartAsync();
        _host.Runtime.IsNodeFrozen.ShouldBeTrue();
        (await _host.Runtime.SurveyAsync([left.Known with { ShouldLive = false }], RuntimeHost.Token())).ShouldBeEmpty();
        _host.Runtime.IsNodeFrozen.ShouldBeFalse();
        (await _host.ShellAsync("exit 6")).Code.ShouldBe(6);
    }

    [Fact]
    public async Task V02_LauncherKilled_ContainerLivesOnAndItsEndIsNotMadeUp()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("echo up; sleep 600"));
        await running.LineAsync("up");
        await RuntimeHost.EndAsync(_host.Runtime.LauncherPid!.Value);
        Directory.Exists($"/proc/{running.Init.Pid}").ShouldBeTrue();
        await _host.Runtime.KillAsync(running.Id, 1, default);
        var exit = await _host.ExitOf(running.Id);
        // The kernel may tell how it ended (PIDFD_INFO_EXIT); else it is unknown. It is never an exit code of 0.
        (exit.Status.Unknown || exit.Status.Signal == 9).ShouldBeTrue(exit.Status.ToString());
        if (exit.Status.Unknown)
            exit.Status.Reason.ShouldNotBeNullOrEmpty();
        await Retry(() => _host.Runtime.DestroyAsync(running.Id, RuntimeHost.Token()));
    }

    [Fact]
    public async Task V02_LauncherAndDaemonKilled_ContainerIsAdopted()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("echo up; sleep 600"));
        await running.LineAsync("up");
        var launcher = _host.Runtime.LauncherPid!.Value;
        await _host.Runtime.DisposeAsync();
        await RuntimeHost.EndAsync(launcher);
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token())).ShouldHaveSingleItem();
        (result.Verdict, result.Init).ShouldBe((SurveyVerdict.Alive, running.Init));
        (await _host.Runtime.SignalAsync(running.Id, 1, 9, default)).ShouldBeTrue();
        var exit = await _host.ExitOf(running.Id);
        (exit.Status.Unknown || exit.Status.Signal == 9).ShouldBeTrue(exit.Status.ToString());
        await _host.Runtime.DestroyAsync(running.Id, RuntimeHost.Token());
    }

    [Fact]
    public async Task V02_EndedWhileBothWereDead_IsUnknownWithAReason()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("echo up; sleep 600"));
        await running.LineAsync("up");
        var launcher = _host.Runtime.LauncherPid!.Value;
        await _host.Runtime.DisposeAsync();
        await RuntimeHost.EndAsync(launcher);
        await RuntimeHost.EndAsync(running.Init.Pid);
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync([running.Known], RuntimeHost.Token())).ShouldHaveSingleItem();
        result.Verdict.ShouldBe(SurveyVerdict.Ended);
        result.Exit!.Status.Unknown.ShouldBeTrue();
        result.Exit.Status.Code.ShouldBeNull();
        result.Exit.Status.Reason.ShouldNotBeNullOrEmpty();
        await _host.Runtime.DestroyAsync(running.Id, RuntimeHost.Token());
    }

    [Fact]
    public async Task V04_HostReboot_IsSaid()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var other = new KnownContainer(
            Guid.NewGuid(), "old", 3, running.Init with { BootId = "another" }, ShouldLive: true,
            running.Prepared with { IdRangeBase = running.Prepared.IdRangeBase + 65_536 }, running.Spec);
        await _host.RestartAsync();
        var results = await _host.Runtime.SurveyAsync([running.Known, other], RuntimeHost.Token());
        results[0].Verdict.ShouldBe(SurveyVerdict.Alive);
        results[1].Verdict.ShouldBe(SurveyVerdict.Ended);
        results[1].Exit!.Status.Reason.ShouldNotBeNull().ShouldContain("restarted");
        await running.KillAsync();
    }

    [Fact]
    public async Task V07_PidOfAnotherProcess_IsNotTakenForTheInit()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var self = new KnownContainer(
            Guid.NewGuid(), "reused", 1, running.Init with { Pid = Environment.ProcessId, StartTicks = 1 }, ShouldLive: true,
            running.Prepared with { IdRangeBase = running.Prepared.IdRangeBase + 65_536 }, running.Spec);
        await _host.RestartAsync();
        var results = await _host.Runtime.SurveyAsync([running.Known, self], RuntimeHost.Token());
        results[1].Verdict.ShouldBe(SurveyVerdict.Ended);
        results[1].Exit!.Status.Unknown.ShouldBeTrue();
        await running.KillAsync();
    }

    [Fact]
    public async Task IntentWithoutOutcome_ThatNeverStarted_IsSaid()
    {
        Assert.SkipWhen(_host.WhyNot is not null, _host.WhyNot ?? "");
        var spec = RuntimeHost.Shell("true");
        var id = Guid.NewGuid();
        var prepared = (await _host.Runtime.PrepareAsync(id, "x", spec, default)).Prepared!;
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync(
            [new KnownContainer(id, "x", 1, null, ShouldLive: true, prepared, spec)], RuntimeHost.Token())).ShouldHaveSingleItem();
        result.Verdict.ShouldBe(SurveyVerdict.NeverStarted);
        // And it can be started now, with the range that it had.
        var outcome = await _host.Runtime.LaunchAsync(new LaunchOrder(id, "x", 1, spec, prepared), RuntimeHost.Token());
        outcome.Failure.ShouldBeNull();
        (await _host.ExitOf(id)).Status.Code.ShouldBe(0);
        await _host.Runtime.AcknowledgeExitAsync(id, 1, default);
        await _host.Runtime.DestroyAsync(id, default);
    }

    [Fact]
    public async Task IntentWithoutOutcome_ThatDidStart_IsFoundAlive()
    {
        var running = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        await _host.RestartAsync();
        var result = (await _host.Runtime.SurveyAsync([running.Known with { Init = null }], RuntimeHost.Token())).ShouldHaveSingleItem();
        (result.Verdict, result.Init).ShouldBe((SurveyVerdict.Alive, running.Init));
        await running.KillAsync();
    }

    [Fact]
    public async Task Strangers_AreEndedAndRemoved()
    {
        var kept = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var stranger = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        var stopped = await _host.StartContainerAsync(RuntimeHost.Shell("sleep 600"));
        await _host.RestartAsync();
        await _host.Runtime.SurveyAsync([kept.Known, stopped.Known with { ShouldLive = false }], RuntimeHost.Token());
        Directory.Exists($"/proc/{stranger.Init.Pid}").ShouldBeFalse();
        Directory.Exists($"/proc/{stopped.Init.Pid}").ShouldBeFalse();
        Directory.Exists($"/proc/{kept.Init.Pid}").ShouldBeTrue();
        using var node = CgroupNode.Open(CgroupMounts.Detect(), _host.Runtime.Features.CgroupParent, 1, TimeProvider.System);
        node.List().ShouldBe([CgroupNode.GroupName(kept.Id, 1)]);
        await kept.KillAsync();
    }

    private static async Task Gone(int pid)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (Isolation.Host.ProcessStat.TryRead(pid) is { State: not 'Z' })
        {
            waited.Elapsed.ShouldBeLessThan(RuntimeHost.Limit);
            await Task.Yield();
        }
    }

    private static async Task Retry(Func<Task> action)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await action();
                return;
            }
            catch (LauncherUnavailableException) when (tries < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
