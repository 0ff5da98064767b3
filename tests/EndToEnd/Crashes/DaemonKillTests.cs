using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>V01, V03: SIGKILL of the daemon at any time loses nothing, repeats nothing and invents nothing.</summary>
public sealed class DaemonKillTests
{
    private const int Jobs = 48;

    // A run leaves one line behind; every third fails in its own way.
    private const string Batch = """
        name: once
        concurrency: 8
        defaults: { image: busybox, memory: 32M, pids: 16, timeout: 60s }
        jobs:
          - name: job
            count: 48
            command: [sh, -c, "echo run >>/out/{index}; usleep 300000; exit $(({index} % 3))"]
            output: { target: /out, dest: out }
        """;

    [Fact]
    public async Task Kill_InMidBatch_EachJobRanOnceAndItsStatusIsTrue()
    {
        await using var root = new OrchRoot();
        var file = root.Write("once.yaml", Batch);
        (await root.Orch("batch", "submit", file)).Ok();
        await Clock.Until("ten jobs have ended", async () => await Done(root) >= 10);

        await OrchRoot.KillAsync(await root.DaemonPid());

        // The next command starts a new daemon.
        (await root.Orch(TimeSpan.FromMinutes(2), "batch", "wait", "once")).Expect(1);
        await AssertEachRanOnce(root);
    }

    [Fact]
    public async Task Kill_ThriceInMidBatchWithAClientWatching_TheClientEndsWithTheBatch()
    {
        await using var root = new OrchRoot();
        var file = root.Write("once.yaml", Batch);
        await using var client = root.Start("batch", "run", file);
        foreach (var enough in (int[])[4, 16, 28])
        {
            await Clock.Until($"{enough} jobs have ended", async () => await Done(root) >= enough);
            await OrchRoot.KillAsync(await root.DaemonPid());
        }

        (await client.ResultAsync(TimeSpan.FromMinutes(2))).Expect(1);
        await AssertEachRanOnce(root);
    }

    [Fact]
    public async Task Kill_ContainersThatRunAndEndMeanwhile_AreAdoptedWithTheirTrueEnds()
    {
        await using var root = new OrchRoot();
        var gate = Directory.CreateDirectory(Path.Combine(root.Folder, "gate")).FullName;
        (await root.Orch("run", "-d", "--name", "stays", "busybox", "sleep", "600")).Ok();
        (await root.Orch("run", "-d", "--name", "ends", "-v", $"{gate}:/gate:ro", "busybox",
            "sh", "-c", "while [ ! -e /gate/go ]; do usleep 20000; done; exit 42")).Ok();
        (await root.Orch("run", "-d", "--name", "frozen", "busybox", "sleep", "600")).Ok();
        (await root.Orch("freeze", "frozen")).Ok();
        var before = (await root.Inspect("stays")).GetProperty("pid").GetInt32();
        var ending = (await root.Inspect("ends")).GetProperty("pid").GetInt32();
        var frozen = (await root.Inspect("frozen")).GetProperty("pid").GetInt32();

        await OrchRoot.KillAsync(await root.DaemonPid());
        File.WriteAllText(Path.Combine(gate, "go"), "");
        await Clock.Until("the second container's init has ended", () => !Processes.Lives(ending));
        Processes.Lives(before).ShouldBeTrue();
        KernelFreezer.IsFrozen(frozen).ShouldBeTrue();

        var stays = await root.Inspect("stays");
        stays.GetProperty("state").GetString().ShouldBe("RUNNING");
        stays.GetProperty("pid").GetInt32().ShouldBe(before);
        (await root.Orch("wait", "ends")).Ok().Out.ShouldBe("42\n");
        var ends = await root.Inspect("ends");
        ends.GetProperty("exit").GetProperty("code").GetInt32().ShouldBe(42);
        ends.GetProperty("exit").GetProperty("unknown").GetBoolean().ShouldBeFalse();
        (await root.State("frozen")).ShouldBe("FROZEN");
        (await root.Orch("thaw", "frozen")).Ok();
        (await root.State("frozen")).ShouldBe("RUNNING");
        KernelFreezer.IsFrozen(frozen).ShouldBeFalse();
        (await root.Orch("exec", "stays", "echo", "still here")).Ok().Out.ShouldBe("still here\n");
    }

    private static async Task<int> Done(OrchRoot root)
    {
        var show = await root.Orch("batch", "show", "once", "--format", "json");
        if (show.ExitCode != 0)
            return 0;
        var counts = show.Json.GetProperty("counts");
        return counts.GetProperty("succeeded").GetInt32() + counts.GetProperty("failed").GetInt32();
    }

    private static async Task AssertEachRanOnce(OrchRoot root)
    {
        var batch = (await root.Orch("batch", "show", "once", "--format", "json")).Ok().Json;
        var jobs = batch.GetProperty("jobs").EnumerateArray().ToDictionary(job => job.GetProperty("index").GetInt32());
        jobs.Count.ShouldBe(Jobs);
        foreach (var (index, job) in jobs)
        {
            File.ReadAllLines(Path.Combine(root.Folder, "out", $"{index}")).ShouldBe(["run"], job.ToString());
            var exit = job.GetProperty("exit");
            exit.GetProperty("unknown").GetBoolean().ShouldBeFalse(job.ToString());
            exit.GetProperty("code").GetInt32().ShouldBe(index % 3, job.ToString());
            job.GetProperty("attempt").GetInt32().ShouldBe(1);
            job.GetProperty("state").GetString().ShouldBe(index % 3 == 0 ? "SUCCEEDED" : "FAILED");
        }
        Directory.GetFiles(Path.Combine(root.Folder, "out")).Length.ShouldBe(Jobs);
    }
}
