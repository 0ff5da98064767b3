using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Limits;

/// <summary>R01, R02: a container that explodes meets its limits; its neighbour and the engine go on.</summary>
public sealed class BombTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task MemoryBomb_IsReportedAsOutOfMemoryWith137()
    {
        await Neighbour("calm");
        var bomb = await root.Orch("run", "--name", "oom", "--memory", "24M", "busybox", "sh", "-c", "x=0123456789abcdef; while :; do x=$x$x; done");

        bomb.Expect(137);
        var exit = (await root.Inspect("oom")).GetProperty("exit");
        exit.GetProperty("oom").GetBoolean().ShouldBeTrue();
        exit.GetProperty("oomLevel").GetString().ShouldBe("container");
        await StillCalm("calm");
    }

    [Fact]
    public async Task ForkBomb_MeetsItsLimitAndDiesWithStop()
    {
        await Neighbour("quiet");
        // What has to live on forks nothing once the limit may be met.
        (await root.Orch("run", "-d", "--name", "fork", "--pids", "64", "--memory", "64M", "--cpus", "0.5", "--stop-timeout", "1s", "busybox",
            "sh", "-c", "f() { f | f & }; while :; do f; done & exec sleep 600")).Ok();
        var pid = (await root.Inspect("fork")).GetProperty("pid").GetInt32();
        await Clock.Until("the bomb fills its limit", async () =>
            (await root.Inspect("fork")).GetProperty("usage").GetProperty("pidsPeak") is { ValueKind: System.Text.Json.JsonValueKind.Number } peak
            && peak.GetInt64() >= 60);

        var ps = await root.Orch("ps", "--format", "json");
        ps.Ok().Json.EnumerateArray().ShouldAllBe(c => c.GetProperty("name").GetString() != "");
        (await root.Inspect("fork")).GetProperty("usage").GetProperty("pidsPeak").GetInt64().ShouldBeLessThanOrEqualTo(64);

        (await root.Orch("stop", "fork")).Ok();
        Processes.Lives(pid).ShouldBeFalse();
        await StillCalm("quiet");
    }

    [Fact]
    public async Task Timeout_EndsWith124() =>
        (await root.Orch("run", "--timeout", "500ms", "busybox", "sleep", "60")).Expect(124);

    [Fact]
    public async Task Update_OfARunningContainer_ReachesTheKernel()
    {
        (await root.Orch("run", "-d", "--name", "grow", "--pids", "4", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "grow", "sh", "-c", "for i in 1 2 3 4 5 6; do sleep 1 & done; wait")).ExitCode.ShouldNotBe(0);
        (await root.Orch("update", "--pids", "40", "grow")).Ok();
        (await root.Orch("exec", "grow", "sh", "-c", "for i in 1 2 3 4 5 6; do sleep 0.1 & done; wait")).Ok();
    }

    private async Task Neighbour(string name) => (await root.Orch("run", "-d", "--name", name, "--memory", "24M", "busybox",
        "sh", "-c", "while :; do echo alive; usleep 50000; done")).Ok();

    // It runs its first attempt still, and still says something new.
    private async Task StillCalm(string name)
    {
        var container = await root.Inspect(name);
        container.GetProperty("state").GetString().ShouldBe("RUNNING");
        container.GetProperty("attempt").GetInt32().ShouldBe(1);
        var lines = (await root.Orch("logs", name)).Ok().Lines.Length;
        await Clock.Until("the neighbour goes on", async () => (await root.Orch("logs", name)).Ok().Lines.Length > lines);
    }
}
