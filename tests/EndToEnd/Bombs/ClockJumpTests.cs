using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>
/// R20: the wall clock of the daemon is set a day forward or back while times are running. Limits, stop times and
/// leases are spans: they neither end at once nor last a day longer.
/// </summary>
public sealed class ClockJumpTests
{
    private const int Day = 86_400;

    [Theory]
    [InlineData(Day)]
    [InlineData(-Day)]
    public async Task R20_ClockSetByADay_SpansGoOnAsTheyWere(int jump)
    {
        await using var root = new OrchRoot();
        var shim = Path.Combine(root.Folder, "clock-shim.so");
        (await root.Tool("/usr/bin/gcc", "-shared", "-fPIC", "-O1", "-o", shim, Path.Combine(Binaries.Top, "tests", "EndToEnd", "Bombs", "clock-shim.c"))).Ok();
        var clock = root.Write("clock", "0");
        (await root.StartWith(new() { ["LD_PRELOAD"] = shim, ["ORCH_TEST_CLOCK"] = clock }, "info").ResultAsync()).Ok();
        var began = TimeProvider.System.GetTimestamp();
        (await root.Orch("run", "-d", "--name", "limited", "--timeout", "6s", "busybox", "sleep", "600")).Ok();
        (await root.Orch("run", "-d", "--name", "leased", "busybox", "sleep", "600")).Ok();
        (await root.Orch("run", "-d", "--name", "deaf", "--stop-timeout", "5s", "busybox", "sh", "-c", "trap '' TERM; while :; do sleep 0.1; done")).Ok();
        (await root.Orch("fleet", "freeze", "--selector", "name=leased", "--for", "4s")).Ok();
        await using var stop = root.Start("stop", "deaf");
        await Clock.Until("the stop is under way", async () => await root.State("deaf") == "STOPPING");

        var before = (await root.Events("deaf"))[^1].GetProperty("time").GetDateTimeOffset();
        await File.WriteAllTextAsync(clock, jump.ToString(CultureInfo.InvariantCulture));
        (await root.Orch("create", "--name", "after", "busybox", "true")).Ok();
        // The jump has reached the daemon: what it records from now on shows the other day.
        var shown = (await root.Inspect("after")).GetProperty("createdAt").GetDateTimeOffset() - before;
        shown.TotalHours.ShouldBeInRange((jump / 3600) - 1, (jump / 3600) + 1);

        (await stop.ResultAsync()).Ok();
        (await root.Inspect("deaf")).GetProperty("exit").GetProperty("signal").GetInt32().ShouldBe(9);
        await Clock.Until("the lease ends", async () => await root.State("leased") == "RUNNING");
        (await root.Orch("wait", "limited")).Ok();
        // Not at once, as a deadline by the wall clock would after a day forward.
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(6));
        (await root.Inspect("limited")).GetProperty("exit").GetProperty("timedOut").GetBoolean().ShouldBeTrue();
        (await root.Orch("run", "--timeout", "500ms", "busybox", "sleep", "600")).Expect(124);
        (await root.Orch("audit", "verify")).Ok();
    }
}
