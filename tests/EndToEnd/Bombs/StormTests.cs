using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Bombs;

/// <summary>R09, R10, R12: too many signals, too many orphans, too much computing.</summary>
public sealed class StormTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const int Signals = 100_000;

    [Fact]
    public async Task R09_SignalStorm_ToInitLauncherAndDaemon_ChangesNothing()
    {
        var program = await ExhaustProgram.BuildAsync(root);
        (await root.Orch("run", "-d", "--name", "calm", "busybox", "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.05; done")).Ok();
        var (daemon, launcher) = (await root.DaemonPid(), await root.LauncherPid());
        await using (new Probe(root, "R09"))
        {
            // Those that a program ignores unless it asks for them: what no stranger may send ends it, as with any program.
            var storms = new[] { daemon, launcher }.SelectMany(pid => new[] { "CHLD", "URG", "WINCH", "CONT", "PIPE" }.Select(signal => root.Tool(
                "/bin/sh", "-c", $"i=0; while [ $i -lt {Signals / 5} ]; do kill -{signal} {pid}; i=$((i+1)); done"))).ToList();
            (await root.Orch("run", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "storm", Number(Signals))).Expect(7)
                .Out.ShouldBe($"storm 1 of {Signals}\n");
            (await root.Orch("run", "--init", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "storm", Number(Signals))).Expect(7);
            for (var i = 0; i < 5; i++)
                (await root.Orch("run", "busybox", "sh", "-c", $"exit {i + 20}")).Expect(i + 20);
            foreach (var storm in await Task.WhenAll(storms))
                storm.Ok();
        }
        (await root.DaemonPid()).ShouldBe(daemon);
        (await root.LauncherPid()).ShouldBe(launcher);
        (await root.Orch("stop", "calm")).Ok();
        (await root.Inspect("calm")).GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task R10_AHundredThousandOrphans_AreReapedAndNoneIsLeft()
    {
        var program = await ExhaustProgram.BuildAsync(root);
        (await root.Orch("run", "-d", "--init", "--name", "orphans", "--pids", "128", "-v", $"{program}:/exhaust:ro", "busybox",
            "sh", "-c", "/exhaust orphans 100000; sleep 600; :")).Ok();
        await using (new Probe(root, "R10"))
        {
            await Clock.Until("all were made", async () => (await root.Orch("logs", "orphans")).Ok().Out.Contains("orphans 100000"), TimeSpan.FromMinutes(5));
            // Its init, the shell and the sleep.
            await Clock.Until("none is left", async () =>
                (await root.Inspect("orphans")).GetProperty("usage").GetProperty("pids").GetInt64() == 3);
        }
        (await root.Orch("kill", "orphans")).Ok();
    }

    [Fact]
    public async Task R12_SpinningOnEveryCpu_LeavesTheNeighbourItsShare_AndRealTimeIsDenied()
    {
        var program = await ExhaustProgram.BuildAsync(root);
        (await root.Orch("run", "-d", "--name", "worker", "busybox", "sh", "-c", "i=0; while :; do i=$((i+1)); done")).Ok();
        await Clock.Until("its usage is known", async () =>
            (await root.Inspect("worker")).GetProperty("usage").GetProperty("cpuUsec").ValueKind == System.Text.Json.JsonValueKind.Number);
        var alone = await CpuIn("worker", TimeSpan.FromSeconds(2));
        (await root.Orch("run", "-d", "--name", "spinner", "--cpus", "0.5", "-v", $"{program}:/exhaust:ro", "busybox", "/exhaust", "spin", "600")).Ok();
        await Clock.Until("it spins", async () => (await root.Orch("logs", "spinner")).Ok().Out.Length > 0);
        await using (new Probe(root, "R12"))
        {
            (await root.Orch("logs", "spinner")).Ok().Out.ShouldBe("fifo EPERM\n");
            var beside = await CpuIn("worker", TimeSpan.FromSeconds(2));
            Console.WriteLine($"R12: the neighbour had {alone:0} ms of CPU a second alone and {beside:0} ms beside eight spinning processes of half a CPU");
            beside.ShouldBeGreaterThan(0);
            (await root.Orch("run", "busybox", "sh", "-c", "exit 4")).Expect(4);
        }
        (await root.Orch("kill", "spinner")).Ok();
        (await root.Orch("kill", "worker")).Ok();
    }

    /// <summary>Milliseconds of CPU time that the container got in a second.</summary>
    private async Task<double> CpuIn(string name, TimeSpan span)
    {
        async Task<long> Used() => (await root.Inspect(name)).GetProperty("usage").GetProperty("cpuUsec").GetInt64();
        var (began, before) = (TimeProvider.System.GetTimestamp(), await Used());
        await Clock.Pass(span);
        return (await Used() - before) / 1000.0 / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
