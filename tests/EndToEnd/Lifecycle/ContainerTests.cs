using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lifecycle;

public sealed class ContainerTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Container_ThroughItsWholeLife_ShowsEachState()
    {
        (await root.Orch("create", "--name", "life", "busybox", "sleep", "600")).Ok();
        (await root.State("life")).ShouldBe("STOPPED");
        (await root.Orch("start", "life")).Ok();
        (await root.State("life")).ShouldBe("RUNNING");
        (await root.Orch("freeze", "life")).Ok();
        (await root.State("life")).ShouldBe("FROZEN");
        (await root.Orch("thaw", "life")).Ok();
        (await root.State("life")).ShouldBe("RUNNING");
        (await root.Orch("restart", "life")).Ok();
        (await root.Inspect("life")).GetProperty("attempt").GetInt32().ShouldBe(2);
        (await root.Orch("rename", "life", "after-life")).Ok();
        (await root.Orch("stop", "after-life")).Ok();
        (await root.State("after-life")).ShouldBe("STOPPED");
        (await root.Orch("rm", "after-life")).Ok();
        (await root.Orch("inspect", "after-life")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Rm_OfARunningContainer_IsRefusedUnlessForced()
    {
        (await root.Orch("run", "-d", "--name", "busy", "busybox", "sleep", "600")).Ok();
        var refused = await root.Orch("rm", "busy");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("RUNNING");
        (await root.Orch("rm", "-f", "busy")).Ok();
        (await root.Orch("ps", "-a", "-q")).Ok().Lines.ShouldNotContain("busy");
    }

    [Fact]
    public async Task Rm_AfterRun_LeavesNothing()
    {
        (await root.Orch("run", "--rm", "--name", "brief", "busybox", "true")).Ok();
        await Clock.Until("it is removed", async () => !(await root.Orch("ps", "-a", "-q")).Ok().Lines.Contains("brief"));
    }

    [Fact]
    public async Task Stop_PayloadThatIgnoresTerm_IsKilledAfterItsTime()
    {
        (await root.Orch("run", "-d", "--name", "deaf", "--stop-timeout", "500ms", "busybox", "sh", "-c", "trap '' TERM; while :; do usleep 50000; done")).Ok();
        var stop = (await root.Orch("stop", "deaf")).Ok();
        stop.Took.ShouldBeLessThan(TimeSpan.FromSeconds(9));
        (await root.Inspect("deaf")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task Restart_OnFailure_IsTriedAsOftenAsAllowed()
    {
        (await root.Orch("run", "-d", "--name", "again", "--restart", "on-failure:2", "busybox", "sh", "-c", "exit 4")).Ok();
        await Clock.Until("three attempts have failed", async () =>
            await root.Inspect("again") is var c && c.GetProperty("attempt").GetInt32() == 3 && c.GetProperty("state").GetString() == "STOPPED");
        (await root.Inspect("again")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task Restart_Always_SurvivesAKilledPayloadButNotAStop()
    {
        (await root.Orch("run", "-d", "--name", "always", "--restart", "always", "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect("always")).GetProperty("pid").GetInt32();
        await OrchRoot.KillAsync(pid);
        await Clock.Until("it runs again", async () =>
            await root.Inspect("always") is var c && c.GetProperty("state").GetString() == "RUNNING" && c.GetProperty("attempt").GetInt32() == 2);
        (await root.Orch("stop", "always")).Ok();
        (await root.State("always")).ShouldBe("STOPPED");
    }

    [Fact]
    public async Task Logs_Follow_ShowsWhatComesAndEndsWithTheContainer()
    {
        (await root.Orch("run", "-d", "--name", "talk", "busybox", "sh", "-c", "for i in 1 2 3 4 5; do echo line $i; usleep 200000; done")).Ok();
        var follow = await root.Orch("logs", "-f", "talk");
        follow.Ok().Lines.ShouldBe(["line 1", "line 2", "line 3", "line 4", "line 5"]);
        (await root.Orch("logs", "--tail", "2", "talk")).Ok().Lines.ShouldBe(["line 4", "line 5"]);
    }

    [Fact]
    public async Task Exec_PassesCodeStreamsAndStdin()
    {
        (await root.Orch("run", "-d", "--name", "host", "busybox", "sleep", "600")).Ok();
        (await root.Orch("exec", "host", "sh", "-c", "exit 23")).Expect(23);
        (await root.Orch("exec", "host", "no-such-command")).Expect(127);
        var both = (await root.Orch("exec", "host", "sh", "-c", "echo out; echo err >&2")).Ok();
        both.Out.ShouldBe("out\n");
        both.Error.ShouldBe("err\n");
        await using var cat = RunningCli.Start(Binaries.Orch, ["exec", "-i", "host", "sha256sum"], root.Variables, input: "hello\n");
        (await cat.ResultAsync()).Ok().Out.ShouldStartWith("5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03");
        (await root.Orch("exec", "host", "cat", "/proc/1/cmdline")).Ok().Out.ShouldStartWith("sleep");
        var status = (await root.Orch("exec", "host", "grep", "-E", "^(Seccomp|NoNewPrivs):", "/proc/self/status")).Ok().Out;
        status.ShouldContain("Seccomp:\t2");
        status.ShouldContain("NoNewPrivs:\t1");
    }

    [Fact]
    public async Task Init_ReapsOrphansAndForwardsSignals()
    {
        (await root.Orch("run", "-d", "--init", "--name", "init", "busybox", "sh", "-c",
            "trap 'exit 6' TERM; (sleep 0.1 & ) ; while :; do usleep 50000; done")).Ok();
        await Clock.Until("no orphan is left", async () =>
            !(await root.Orch("exec", "init", "sh", "-c", "cat /proc/[0-9]*/stat")).Out.Contains("(sleep)"));
        (await root.Orch("stop", "init")).Ok();
        (await root.Inspect("init")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(6);
    }

    [Fact]
    public async Task Stats_OfARunningContainer_CountWhatItUses()
    {
        (await root.Orch("run", "-d", "--name", "spin", "--memory", "32M", "busybox", "sh", "-c", "while :; do :; done")).Ok();
        await Clock.Until("half a second of CPU is counted", async () =>
            (await root.Orch("stats", "spin", "--format", "json")).Ok().Json[0].GetProperty("usage").GetProperty("cpuUsec")
                is { ValueKind: System.Text.Json.JsonValueKind.Number } used && used.GetInt64() > 500_000);
        (await root.Orch("kill", "spin")).Ok();
    }

    [Fact]
    public async Task Events_SinceASequenceNumber_HaveNoGapAndGoOnLive()
    {
        (await root.Orch("run", "--name", "first", "busybox", "true")).Ok();
        var past = Sequence(await root.Orch("events", "--until", "now", "--format", "json"));
        past.ShouldBe(Enumerable.Range(0, past.Count).Select(i => past[0] + i));

        await using var live = root.Start("events", "--since", $"{past[^1] + 1}", "--format", "json");
        (await root.Orch("run", "--name", "second", "busybox", "true")).Ok();
        await Clock.Until("the second run is seen", () => live.Out.Contains("second"));
        live.Signal("INT");
        var resumed = Sequence(await live.ResultAsync());
        resumed[0].ShouldBe(past[^1] + 1);
        resumed.ShouldBe(Enumerable.Range(0, resumed.Count).Select(i => resumed[0] + i));

        var audit = (await root.Orch("audit", "show", "second", "--format", "json")).Ok();
        audit.Out.ShouldContain("second");
        audit.Out.ShouldNotContain("\"first\"");
    }

    private static List<long> Sequence(CliResult result) =>
        [.. result.Lines.Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("seq").GetInt64())];
}
