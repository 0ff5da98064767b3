using Orchestrator.EndToEnd.Harness;
using Orchestrator.Tests.Postgres;

namespace Orchestrator.EndToEnd.Stores;

/// <summary>J02: the journal's store goes away under load and comes back.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(20);

    // One line for each run; a second run within the batch would leave a second one.
    private static string Batch(string results) => $$"""
        name: load
        concurrency: 4
        defaults: { image: busybox, memory: 32M, pids: 16 }
        jobs:
          - { name: job, count: 120, command: [sh, -c, "echo run >>/out/{index}; usleep 300000"], output: { target: /out, dest: "{{results}}" } }
        """;

    [Fact]
    public async Task J02_PostgresStoppedUnderLoad_NothingIsLostAndWorkGoesOnWhenItIsBack()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var root = new OrchRoot();
        Directory.CreateDirectory(Path.Combine(root.Path, "etc"));
        await File.WriteAllTextAsync(
            Path.Combine(root.Path, "etc", "orch.yaml"), $"journal: {{ store: postgres, connection: \"{await server.NewDatabaseAsync()}\" }}\n");

        await OutlastAsync(root, () => server.StopAsync(), server.StartAgainAsync, "(?i)journal|database|postgres");
    }

    [Fact]
    public async Task J02_DiskFullUnderLoad_NothingIsLostAndWorkGoesOnWhenThereIsRoom()
    {
        var folder = Directory.CreateTempSubdirectory("e2e-full-").FullName;
        var mount = await RunningCli.Start("/bin/mount", ["-t", "tmpfs", "-o", "size=64M", "none", folder], new Dictionary<string, string>()).ResultAsync();
        Assert.SkipUnless(mount.ExitCode == 0, $"a tmpfs cannot be mounted here: {mount.Error}");
        try
        {
            await using var root = new OrchRoot(Path.Combine(folder, "r"));
            var ballast = Path.Combine(folder, "ballast");
            await OutlastAsync(
                root,
                () =>
                {
                    Ballast.Fill(ballast);
                    return Task.CompletedTask;
                },
                () =>
                {
                    File.Delete(ballast);
                    return Task.CompletedTask;
                },
                "(?i)no space|disk|full");
        }
        finally
        {
            await RunningCli.Start("/bin/umount", ["-l", folder], new Dictionary<string, string>()).ResultAsync();
            Directory.Delete(folder);
        }
    }

    private static async Task OutlastAsync(OrchRoot root, Func<Task> take, Func<Task> giveBack, string why)
    {
        // Not on the disk that fills up: what the jobs leave must not depend on it.
        var results = Directory.CreateTempSubdirectory("e2e-results-").FullName;
        (await root.Orch("run", "-d", "--name", "lives", "busybox", "sleep", "600")).Ok();
        var lives = (await root.Inspect("lives")).GetProperty("pid").GetInt32();
        var daemon = await root.DaemonPid();
        (await root.Orch("batch", "submit", root.Write("load.yaml", Batch(results)))).Ok();
        using var stop = new CancellationTokenSource();
        var orders = new SteadyOrders(root);
        var ordering = orders.RunAsync(stop.Token);
        await using var ended = new Ending(stop, ordering);
        await Clock.Until("orders are taken and jobs run", async () => orders.Acknowledged.Count >= 5 && await Succeeded(root) >= 5);

        await take();
        await Clock.Pass(Outage);
        Processes.Lives(lives).ShouldBeTrue("a container ended with the store");
        (await root.Orch("ps")).Ok();
        await giveBack();
        var back = TimeProvider.System.GetTimestamp();
        await Clock.Until("orders are taken again", () => orders.LastTaken > back);
        var took = TimeProvider.System.GetElapsedTime(back, orders.LastTaken);
        Console.WriteLine($"outage of {Outage.TotalSeconds:0} s: {orders.Refused.Count} orders refused, work goes on {took.TotalSeconds:0.0} s after its end");

        (await root.Orch(TimeSpan.FromMinutes(3), "batch", "wait", "load")).Ok();
        await ended.DisposeAsync();
        (await root.DaemonPid()).ShouldBe(daemon);
        (await root.Inspect("lives")).GetProperty("pid").GetInt32().ShouldBe(lives);
        await orders.CheckAsync(why);
        for (var index = 0; index < 120; index++)
            File.ReadAllLines(Path.Combine(results, $"{index}")).ShouldBe(["run"], $"job {index}");
        Directory.Delete(results, recursive: true);
        // A connection that the outage broke may be met once more by the first who reads.
        await Clock.Until("the chain is verified", async () => (await root.Orch("audit", "verify")).ExitCode == 0);
    }

    /// <summary>The orders end with the test, also when it fails.</summary>
    private sealed class Ending(CancellationTokenSource stop, Task ordering) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await ordering;
        }
    }

    private static async Task<int> Succeeded(OrchRoot root) =>
        (await root.Orch("batch", "show", "load", "--format", "json")).Ok().Json.GetProperty("counts").GetProperty("succeeded").GetInt32();
}
