using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Fleet;

/// <summary>Z: what is said of a freeze against what the kernel has done, while other things go on.</summary>
public sealed class FreezeRaceTests
{
    private const string Loop = "trap 'exit 6' TERM; while :; do usleep 20000; done";

    [Fact]
    public async Task Z01_FreezeThatTakesTime_IsFreezingUntilTheKernelSaysFrozen()
    {
        await using var root = new OrchRoot();
        // Between the write to the freezer and the look at what the kernel made of it.
        await ArmAsync(root, "runtime.in-freeze=delay(1500)");
        (await root.Orch("run", "-d", "--name", "slow", "busybox", "sh", "-c", Loop)).Ok();

        await using var freeze = root.Start("freeze", "slow");
        await Clock.Until("it is being frozen", async () => await root.State("slow") == "FREEZING");
        (await root.Events("slow")).ShouldNotContain(view => view.GetProperty("type").GetString() == "container-frozen");
        (await freeze.ResultAsync()).Ok();

        var pid = (await root.Inspect("slow")).GetProperty("pid").GetInt32();
        (await root.State("slow")).ShouldBe("FROZEN");
        KernelFreezer.IsFrozen(pid).ShouldBeTrue();
    }

    [Theory]
    [InlineData("fleet.before-effect")]
    [InlineData("runtime.in-freeze")]
    [InlineData("fleet.after-effect")]
    [InlineData("fleet.before-outcome")]
    public async Task Z02_DaemonKilledInMidFleetFreeze_TheNextOneCompletesIt(string place)
    {
        await using var root = new OrchRoot();
        await ArmAsync(root, $"{place}=kill@1");
        var pids = await ThreeAsync(root);

        await root.Orch("fleet", "freeze", "--all", "--reason", "test");

        // The intent is in the journal, so the fleet is frozen in the end, whoever asked having been told or not.
        await Clock.Until("the fleet is frozen", async () => await FrozenAsync(root)
            && (await root.Orch("ps", "-q", "--filter", "state=FROZEN")).Ok().Lines.Length == 3);
        pids.ShouldAllBe(pid => KernelFreezer.IsFrozen(pid));
        (await root.Orch("fleet", "thaw", "--all")).Ok();
        pids.ShouldAllBe(pid => !KernelFreezer.IsFrozen(pid));
        (await root.Orch("ps", "-q", "--filter", "state=RUNNING")).Ok().Lines.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Z02_DaemonKilledBeforeTheIntentIsRecorded_NobodyIsFrozen()
    {
        await using var root = new OrchRoot();
        await ArmAsync(root, "fleet.before-intent=kill@1");
        var pids = await ThreeAsync(root);

        (await root.Orch("fleet", "freeze", "--all")).ExitCode.ShouldNotBe(0);

        await Clock.Until("the next daemon answers", async () => (await root.Orch("ps")).ExitCode == 0);
        (await FrozenAsync(root)).ShouldBeFalse();
        pids.ShouldAllBe(pid => !KernelFreezer.IsFrozen(pid));
        (await root.Orch("ps", "-q", "--filter", "state=RUNNING")).Ok().Lines.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Z04_FreezeWhileALaunchIsUnderWay_BothComeToTheirEnd()
    {
        await using var root = new OrchRoot();
        await ArmAsync(root, "launcher.before-go=delay(700)");
        await using var run = root.Start("run", "-d", "--name", "late", "busybox", "sh", "-c", Loop);
        await Clock.Until("its start is asked for", async () =>
            (await root.Events()).Any(view => view.GetProperty("type").GetString() == "container-start-requested"));

        (await root.Orch("fleet", "freeze", "--all")).Ok();

        (await run.ResultAsync()).Ok();
        var late = await root.Inspect("late");
        KernelFreezer.IsFrozen(late.GetProperty("pid").GetInt32()).ShouldBeTrue(late.ToString());
        (await root.Orch("fleet", "thaw", "--all")).Ok();
        (await root.State("late")).ShouldBe("RUNNING");
    }

    [Fact]
    public async Task Z04_FreezeAndStopAtOnce_ItStopsWithItsOwnCode()
    {
        await using var root = new OrchRoot();
        for (var i = 0; i < 8; i++)
        {
            var name = $"both{i}";
            (await root.Orch("run", "-d", "--name", name, "busybox", "sh", "-c", Loop)).Ok();
            await using var freeze = root.Start("freeze", name);
            await using var stop = root.Start("stop", name);

            (await stop.ResultAsync(TimeSpan.FromSeconds(30))).Ok();

            await freeze.ResultAsync(TimeSpan.FromSeconds(30));
            var end = await root.Inspect(name);
            end.GetProperty("state").GetString().ShouldBe("STOPPED");
            end.GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(6, end.ToString());
        }
    }

    [Fact]
    public async Task Z04_ExecInAFrozenContainer_IsRefusedInPlainWords()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "cold", "busybox", "sh", "-c", Loop)).Ok();
        (await root.Orch("freeze", "cold")).Ok();

        var exec = await root.Orch("exec", "cold", "true");

        exec.ExitCode.ShouldBeOneOf(125, 126);
        exec.Error.ShouldMatch("(?i)frozen.*thaw");
    }

    [Fact]
    public async Task V10_StopOfAFrozenContainer_ThawsFirstSoThatTheStopSignalIsMet()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "polite", "busybox", "sh", "-c", Loop)).Ok();
        (await root.Orch("run", "-d", "--name", "deaf", "busybox", "sh", "-c", "trap '' TERM; while :; do usleep 20000; done")).Ok();
        foreach (var name in (string[])["polite", "deaf"])
            (await root.Orch("freeze", name)).Ok();

        (await root.Orch("stop", "polite")).Ok();
        (await root.Orch("stop", "-t", "1s", "deaf")).Ok();

        (await root.Inspect("polite")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(6);
        (await root.Inspect("deaf")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task Z05_KillOfAFrozenContainer_EndsItAtOnce()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "cold", "busybox", "sh", "-c", Loop)).Ok();
        (await root.Orch("freeze", "cold")).Ok();

        (await root.Orch("kill", "cold")).Ok();

        await Clock.Until("it has stopped", async () => await root.State("cold") == "STOPPED");
        (await root.Inspect("cold")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task Z08_WhileFrozen_CpuTimeStandsStillAndFrozenTimeGrows()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "busy", "busybox", "sh", "-c", "while :; do :; done")).Ok();
        (await root.Orch("freeze", "busy")).Ok();
        var before = await UsageAsync(root);
        await Clock.Pass(TimeSpan.FromSeconds(2));
        var after = await UsageAsync(root);

        after.GetProperty("cpuUsec").GetInt64().ShouldBe(before.GetProperty("cpuUsec").GetInt64());
        (after.GetProperty("frozenUsec").GetInt64() - before.GetProperty("frozenUsec").GetInt64()).ShouldBeGreaterThan(1_500_000);
    }

    [Fact]
    public async Task Z12_FrozenContainer_HoldsUpNeitherLogsNorOthers()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "cold", "busybox", "sh", "-c", $"echo said; {Loop}")).Ok();
        await Clock.Until("it has spoken", async () => (await root.Orch("logs", "cold")).Out == "said\n");
        (await root.Orch("freeze", "cold")).Ok();
        var began = TimeProvider.System.GetTimestamp();

        (await root.Orch("logs", "cold")).Ok().Out.ShouldBe("said\n");
        (await root.Orch("inspect", "cold")).Ok();
        (await root.Orch("stats", "--no-stream")).ExitCode.ShouldBeOneOf(0, 2);
        (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await root.State("cold")).ShouldBe("FROZEN");
        (await root.Orch("rm", "-f", "cold")).Ok();
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    private static async Task<JsonElement> UsageAsync(OrchRoot root)
    {
        // The board is read every accounting interval; a frozen container's numbers are settled after one.
        await Clock.Pass(TimeSpan.FromSeconds(1.5));
        return (await root.Inspect("busy")).GetProperty("usage");
    }

    private static async Task<List<int>> ThreeAsync(OrchRoot root)
    {
        var pids = new List<int>();
        foreach (var name in (string[])["a", "b", "c"])
        {
            (await root.Orch("run", "-d", "--name", name, "busybox", "sh", "-c", Loop)).Ok();
            pids.Add((await root.Inspect(name)).GetProperty("pid").GetInt32());
        }
        return pids;
    }

    /// <summary>A daemon that is just dying may still take the connection; who asks again starts the next one.</summary>
    private static async Task<bool> FrozenAsync(OrchRoot root)
    {
        var status = await root.Orch("fleet", "status", "--format", "json");
        return status.ExitCode != 3 && status.Ok().Json.GetProperty("frozen").GetBoolean();
    }

    private static async Task ArmAsync(OrchRoot root, string failpoints) =>
        (await root.StartWith(new() { ["ORCH_FAILPOINTS"] = failpoints }, "info").ResultAsync()).Ok();
}
