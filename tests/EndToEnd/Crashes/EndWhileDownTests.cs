using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>V03: who ends while no daemon is there is recorded with everything, as if one had looked.</summary>
public sealed class EndWhileDownTests
{
    // Burns half a second of CPU once the gate opens, by the shell's own arithmetic.
    private const string Burn = "while [ ! -e /gate/go ]; do usleep 10000; done; i=0; while [ $i -lt 400000 ]; do i=$((i + 1)); done; ";

    [Fact]
    public async Task V03_EndWhileTheDaemonIsDown_CodeSignalCoreUsageAndTimeAreKept()
    {
        await using var root = new OrchRoot();
        var gate = Directory.CreateDirectory(Path.Combine(root.Folder, "gate")).FullName;
        await StartAsync(root, gate, "code", Burn + "exit 42");
        await StartAsync(root, gate, "core", Burn + "f() { f; }; f", "--ulimit", "core=1073741824", "-w", "/tmp", "--tmpfs", "/tmp");
        var pids = new List<int>();
        foreach (var name in (string[])["code", "core"])
            pids.Add((await root.Inspect(name)).GetProperty("pid").GetInt32());

        await OrchRoot.KillAsync(await root.DaemonPid());
        var told = TimeProvider.System.GetUtcNow();
        File.WriteAllText(Path.Combine(gate, "go"), "");
        var ended = new List<DateTimeOffset>();
        foreach (var pid in pids)
        {
            await Clock.Until($"process {pid} has ended", () => !Processes.Lives(pid));
            ended.Add(TimeProvider.System.GetUtcNow());
        }
        // Long enough that a time taken at the next start could not be mistaken for the true one.
        await Clock.Pass(TimeSpan.FromSeconds(3));

        foreach (var name in (string[])["code", "core"])
            (await root.State(name)).ShouldBe("STOPPED");
        var code = await ExitedAsync(root, "code");
        code.GetProperty("status").GetProperty("code").GetInt32().ShouldBe(42);
        var core = await ExitedAsync(root, "core");
        core.GetProperty("status").GetProperty("signal").GetInt32().ShouldBe(11);
        if (File.ReadAllText("/proc/sys/kernel/core_pattern").Trim() == "core")
            core.GetProperty("status").GetProperty("coreDumped").GetBoolean().ShouldBeTrue(core.ToString());
        foreach (var (exited, at) in new[] { code, core }.Zip(ended))
        {
            exited.GetProperty("status").GetProperty("unknown").GetBoolean().ShouldBeFalse(exited.ToString());
            // The order of the two is not given; what was seen last is the latest possible for both.
            exited.GetProperty("at").GetDateTimeOffset().ShouldBeInRange(told, ended[^1], exited.ToString());
            exited.GetProperty("usage").GetProperty("cpuUsec").GetInt64().ShouldBeGreaterThan(50_000, exited.ToString());
            exited.GetProperty("usage").GetProperty("memoryPeakBytes").GetInt64().ShouldBeGreaterThan(0, exited.ToString());
        }
    }

    private static async Task StartAsync(OrchRoot root, string gate, string name, string script, params string[] more) =>
        (await root.Orch(["run", "-d", "--name", name, "-v", $"{gate}:/gate:ro", .. more, "busybox", "sh", "-c", script])).Ok();

    private static async Task<JsonElement> ExitedAsync(OrchRoot root, string name) =>
        (await root.Events(name)).Single(view => view.GetProperty("type").GetString() == "container-exited").GetProperty("data");
}
