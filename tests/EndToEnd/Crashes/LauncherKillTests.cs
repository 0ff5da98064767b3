using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>V02: the launcher, parent of every init, is killed. What nobody can know is said to be unknown.</summary>
public sealed class LauncherKillTests
{
    [Fact]
    public async Task Kill_WithRunningContainers_NothingHangsAndNoStatusIsInvented()
    {
        await using var root = new OrchRoot();
        foreach (var name in (string[])["a", "b", "c"])
            (await root.Orch("run", "-d", "--name", name, "busybox", "sh", "-c", "trap 'exit 5' TERM; while :; do usleep 50000; done")).Ok();
        var launcher = await root.LauncherPid();

        await OrchRoot.KillAsync(launcher);

        // Every container is either gone on with or ended and its end known or said to be unknown; in bounded time.
        await Clock.Until("each container is running or ended", async () =>
        {
            foreach (var name in (string[])["a", "b", "c"])
            {
                var container = await root.Inspect(name);
                if (container.GetProperty("state").GetString() is not ("RUNNING" or "STOPPED"))
                    return false;
                if (container.GetProperty("state").GetString() == "RUNNING" && !Processes.Lives(container.GetProperty("pid").GetInt32()))
                    return false;
            }
            return true;
        }, TimeSpan.FromSeconds(30));

        // The engine works again: a new container starts and tells its true status.
        (await root.Orch("run", "busybox", "sh", "-c", "exit 11")).Expect(11);
        (await root.LauncherPid()).ShouldNotBe(launcher);

        foreach (var name in (string[])["a", "b", "c"])
        {
            if (await root.State(name) == "RUNNING")
                (await root.Orch("stop", name)).Ok();
            var exit = (await root.Inspect(name)).GetProperty("exit");
            if (exit.GetProperty("unknown").GetBoolean())
                exit.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
            else if (exit.GetProperty("code").ValueKind == System.Text.Json.JsonValueKind.Number)
                exit.GetProperty("code").GetInt32().ShouldBe(5);
            else
                exit.GetProperty("signal").GetInt32().ShouldBe(9);
        }
    }

    [Fact]
    public async Task Kill_InMidBatch_TheBatchComesToAnEnd()
    {
        await using var root = new OrchRoot();
        var file = root.Write("b.yaml", """
            name: b
            concurrency: 6
            defaults: { image: busybox, memory: 32M, pids: 16, timeout: 30s }
            jobs:
              - { name: job, count: 30, command: [sh, -c, "usleep 200000"] }
            """);
        (await root.Orch("batch", "submit", file)).Ok();
        await Clock.Until("five jobs have succeeded", async () => await Succeeded(root) >= 5);

        await OrchRoot.KillAsync(await root.LauncherPid());

        await root.Orch(TimeSpan.FromMinutes(2), "batch", "wait", "b");
        var batch = (await root.Orch("batch", "show", "b", "--format", "json")).Ok().Json;
        batch.GetProperty("state").GetString().ShouldBeOneOf("SUCCEEDED", "FAILED");
        foreach (var job in batch.GetProperty("jobs").EnumerateArray())
        {
            // A job either succeeded with a known 0 or failed for a reason that is told.
            var exit = job.GetProperty("exit");
            if (job.GetProperty("state").GetString() == "SUCCEEDED")
                exit.GetProperty("code").GetInt32().ShouldBe(0, job.ToString());
            else
                (exit.GetProperty("unknown").GetBoolean() || exit.GetProperty("signal").ValueKind != System.Text.Json.JsonValueKind.Null)
                    .ShouldBeTrue(job.ToString());
        }
    }

    private static async Task<int> Succeeded(OrchRoot root) =>
        (await root.Orch("batch", "show", "b", "--format", "json")).Ok().Json.GetProperty("counts").GetProperty("succeeded").GetInt32();
}
