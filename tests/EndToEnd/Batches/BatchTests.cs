using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Batches;

public sealed class BatchTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Run_JobsThatFail_EndsWithOneAndSaysHowEachEnded()
    {
        var file = root.Write("ends.yaml", """
            name: ends
            defaults: { image: busybox, memory: 32M, pids: 16 }
            jobs:
              - { name: fine, command: ["true"] }
              - { name: seven, command: [sh, -c, "exit 7"] }
              - { name: killed, command: [sh, -c, "kill -KILL $$; sleep 5"], timeout: 20s }
              - { name: slow, command: [sleep, "60"], timeout: 1s }
            """);
        var run = await root.Orch("batch", "run", file);

        run.Expect(1);
        var ends = await Ends("ends");
        ends["ends.fine.0"].ShouldBe("SUCCEEDED 0");
        ends["ends.seven.0"].ShouldBe("FAILED 7");
        ends["ends.slow.0"].ShouldStartWith("FAILED timeout");
    }

    [Fact]
    public async Task Run_JobThatSucceedsAtTheThirdAttempt_IsRetriedWithBackoff()
    {
        var file = root.Write("retry.yaml", await File.ReadAllTextAsync(Binaries.Example("retry.yaml")));
        (await root.Orch("batch", "run", file)).Ok();

        File.ReadAllLines(Path.Combine(root.Folder, "results/retry/attempts")).Length.ShouldBe(3);
        var batch = (await root.Orch("batch", "show", "retry", "--format", "json")).Ok().Json;
        batch.GetProperty("jobs")[0].GetProperty("attempt").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Run_JobAfterEightParts_SeesAllOfThem()
    {
        var file = root.Write("fan-in.yaml", await File.ReadAllTextAsync(Binaries.Example("fan-in.yaml")));
        (await root.Orch("batch", "run", file)).Ok();

        File.ReadAllText(Path.Combine(root.Folder, "results/fan-in/total")).Trim().ShouldBe("32004000");
    }

    [Fact]
    public async Task Cancel_RunningBatch_EndsItsJobsAndTheWaiterSaysSo()
    {
        var file = root.Write("long.yaml", """
            name: long
            concurrency: 2
            defaults: { image: busybox, memory: 32M, pids: 16 }
            jobs:
              - { name: sleep, count: 6, command: [sleep, "600"] }
            """);
        (await root.Orch("batch", "submit", file)).Ok();
        await Clock.Until("two jobs run", async () => await Count("long", "running") == 2);

        (await root.Orch("batch", "cancel", "long")).Ok();

        (await root.Orch("batch", "wait", "long")).Expect(1);
        var batch = (await root.Orch("batch", "show", "long", "--format", "json")).Ok().Json;
        batch.GetProperty("state").GetString().ShouldBe("CANCELLED");
        (await Count("long", "cancelled")).ShouldBe(6);
        (await root.Orch("ps", "-q", "--filter", "state=RUNNING")).Ok().Lines.ShouldNotContain(line => line.StartsWith("long."));
    }

    [Fact]
    public async Task Run_ConcurrencyOfTwo_NeverMoreAtOnce()
    {
        // Each job takes one of two tokens; a third at once would find none and fail.
        var file = root.Write("two.yaml", """
            name: two
            concurrency: 2
            jobs:
              - name: job
                image: busybox
                count: 10
                command: [sh, -c, "mkdir /out/a 2>/dev/null && t=a || { mkdir /out/b && t=b; } || exit 9; usleep 100000; rmdir /out/$t"]
                output: { target: /out, dest: tokens }
            """);
        (await root.Orch("batch", "run", file)).Ok();
        Directory.GetFileSystemEntries(Path.Combine(root.Folder, "tokens")).ShouldBeEmpty();
    }

    private async Task<int> Count(string batch, string state) =>
        (await root.Orch("batch", "show", batch, "--format", "json")).Ok().Json.GetProperty("counts").GetProperty(state).GetInt32();

    private async Task<Dictionary<string, string>> Ends(string batch)
    {
        var json = (await root.Orch("batch", "show", batch, "--format", "json")).Ok().Json;
        return json.GetProperty("jobs").EnumerateArray().ToDictionary(
            job => job.GetProperty("name").GetString()!,
            job =>
            {
                var exit = job.GetProperty("exit");
                var how = exit.GetProperty("timedOut").GetBoolean() ? "timeout" : exit.GetProperty("code").ToString();
                return $"{job.GetProperty("state").GetString()} {how}";
            });
    }
}
