using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Batches;

/// <summary>The queue as users meet it.</summary>
public sealed class QueueTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Submit_WithTheSameKeyAfterADaemonWasKilled_SubmitsNothingAgain()
    {
        var file = root.Write("once.yaml", "jobs:\n  - { name: j, image: busybox, command: [\"true\"] }\n");
        var first = (await root.Orch("batch", "submit", "--key", "once", file)).Ok().Lines.Single();
        await OrchRoot.KillAsync((await root.Info()).GetProperty("daemonPid").GetInt32());

        (await root.Orch("batch", "submit", "--key", "once", file)).Ok().Lines.Single().ShouldBe(first);
        (await root.Orch("batch", "submit", "--key", "twice", file)).Ok().Lines.Single().ShouldBe(first + "-2");
        (await root.Orch("batch", "wait", first)).Ok();
        (await root.Orch("batch", "wait", first + "-2")).Ok();
    }

    [Fact]
    public async Task Hold_Release_Retry_DoWhatTheySayAndTellWhatWaits()
    {
        var file = root.Write("parts.yaml", """
            name: parts
            defaults: { image: busybox, memory: 32M, pids: 16 }
            jobs:
              - { name: make, count: 2, command: [sh, -c, "[ {index} = 0 ] || [ -e /out/go ]"], output: { target: /out, dest: go } }
              - { name: use, count: 2, command: ["true"], afterOk: ["make.{index}"] }
              - { name: held, command: ["true"], hold: true }
            """);
        (await root.Orch("batch", "submit", file)).Ok();
        await Clock.Until("what can run has ended", async () => (await States("parts")).Values.Count(state => state is "QUEUED" or "RUNNING") == 1);
        (await States("parts")).ShouldBe(new Dictionary<string, string>
        {
            ["parts.make.0"] = "SUCCEEDED", ["parts.make.1"] = "FAILED", ["parts.use.0"] = "SUCCEEDED", ["parts.use.1"] = "SKIPPED",
            ["parts.held.0"] = "QUEUED",
        }, ignoreOrder: true);
        (await root.Orch("audit", "why", "parts.held.0")).Ok().Out.ShouldContain("its release: job held is held");

        (await root.Orch("batch", "release", "parts")).Ok();
        (await root.Orch("batch", "wait", "parts")).Expect(1);
        File.WriteAllText(Path.Combine(root.Folder, "go", "go"), "");
        (await root.Orch("batch", "retry", "parts")).Ok();
        (await root.Orch("batch", "wait", "parts")).Ok();

        (await States("parts")).Values.ShouldAllBe(state => state == "SUCCEEDED");
        (await root.Orch("batch", "retry", "parts")).Expect(125).Error.ShouldContain("5 succeeded");
    }

    [Fact]
    public async Task Plan_OfABatch_TellsOrderAndWhatNeverStartsAndSubmitsNothing()
    {
        var file = root.Write("plan.yaml", """
            name: plan
            concurrency: 1
            defaults: { image: busybox, timeout: 10s }
            jobs:
              - { name: last, command: ["true"], afterOk: [first] }
              - { name: first, command: ["true"], count: 2 }
              - { name: never, command: ["true"], afterFailed: [first] }
            """);
        var plan = (await root.Orch("batch", "plan", file, "--format", "json")).Ok().Json;

        plan.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("name").GetString())
            .ShouldBe(["plan.first.0", "plan.first.1", "plan.last.0", "plan.never.0"]);
        var at = plan.GetProperty("at").GetDateTimeOffset();
        (plan.GetProperty("ends").GetDateTimeOffset() - at).ShouldBe(TimeSpan.FromSeconds(30));
        plan.GetProperty("jobs")[3].GetProperty("note").GetString().ShouldBe("not if all goes well: no member of first failed");
        (await root.Orch("batch", "ls", "-q")).Ok().Lines.ShouldNotContain("plan");
    }

    [Fact]
    public async Task QueueSet_LimitsAClass_AndQueueLsShowsIt()
    {
        (await root.Orch("queue", "set", "slow", "--concurrency", "1")).Ok();
        var file = root.Write("slow.yaml", """
            name: slow
            defaults: { image: busybox, memory: 32M, class: slow }
            jobs: [{ name: j, count: 2, command: [sleep, "600"] }]
            """);
        (await root.Orch("batch", "submit", file)).Ok();
        await Clock.Until("one runs", async () => (await States("slow")).Values.Contains("RUNNING"));

        var row = (await root.Orch("queue", "ls", "--format", "json")).Ok().Json.GetProperty("classes").EnumerateArray()
            .Single(row => row.GetProperty("name").GetString() == "slow");
        row.GetProperty("running").GetInt32().ShouldBe(1);
        row.GetProperty("waiting").GetInt32().ShouldBe(1);
        (await root.Orch("audit", "why", "slow.j.1")).Ok().Out.ShouldContain("class slow: 1 run, and it lets 1 run at once");
        (await root.Orch("queue", "set", "slow")).Expect(2);
        (await root.Orch("batch", "cancel", "slow")).Ok();
        (await root.Orch("batch", "wait", "slow")).Expect(1);
    }

    [Fact]
    public async Task CronAdd_EverySecond_SubmitsUntilItIsRemoved()
    {
        var file = root.Write("tick.yaml", "name: tick\njobs:\n  - { name: j, image: busybox, command: [\"true\"] }\n");
        (await root.Orch("cron", "add", file, "--schedule", "* * * * * *", "--name", "ticks")).Ok();
        await Clock.Until("two batches were submitted", async () =>
            (await root.Orch("batch", "ls", "-q")).Ok().Lines.Count(line => line.StartsWith("tick-", StringComparison.Ordinal)) >= 2);

        var schedule = (await root.Orch("cron", "ls", "--format", "json")).Ok().Json.EnumerateArray().Single();
        schedule.GetProperty("lastBatch").GetString().ShouldStartWith("tick-2");
        (await root.Orch("cron", "rm", "ticks")).Ok();
        (await root.Orch("cron", "ls", "-q")).Ok().Lines.ShouldBeEmpty();
        (await root.Orch("cron", "add", file, "--schedule", "never")).Expect(125).Error.ShouldContain("is no cron expression");
        (await root.Orch("cron", "add", file)).Expect(2);
    }

    [Fact]
    public async Task Submit_OfMoreThanTheNodeHas_IsRefusedWithBothFigures()
    {
        var file = root.Write("huge.yaml", "jobs:\n  - { name: j, image: busybox, command: [\"true\"], memory: 900T }\n");

        (await root.Orch("batch", "submit", file)).Expect(125).Error.ShouldContain("Job j asks for 900 TiB of memory; this node has");
    }

    private async Task<Dictionary<string, string>> States(string batch)
    {
        JsonElement json = (await root.Orch("batch", "show", batch, "--format", "json")).Ok().Json;
        return json.GetProperty("jobs").EnumerateArray().ToDictionary(
            job => job.GetProperty("name").GetString()!, job => job.GetProperty("state").GetString()!);
    }
}
