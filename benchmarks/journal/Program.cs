using System.Diagnostics;
using System.Globalization;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Benchmarks.Journal;
using Orchestrator.Isolation.Spec;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
int containers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
int inFlight = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
string folder = Directory.CreateTempSubdirectory("bench-journal-").FullName;
Caller caller = new(0, "bench");
ContainerSpec spec = new() { Image = "busybox", Command = ["true"], Resources = new() { MemoryBytes = 64 << 20, Pids = 32 } };
try
{
    Stopwatch watch = new();
    await using (Life life = await Life.BeginAsync(folder, snapshotEvery: 1_000))
    {
        await RunBatch("warm", 200);
        watch.Restart();
        await RunBatch("batch", containers);
        Console.WriteLine(
            $"batch of {containers}, {inFlight} in flight: {containers / watch.Elapsed.TotalSeconds:F0} containers/s, "
            + $"{5 * containers / watch.Elapsed.TotalSeconds:F0} durable events/s");
        watch.Restart();
        Reply<IReadOnlyList<ContainerView>> list = await life.Fleet.RequestAsync(new ListContainers(), CancellationToken.None);
        Console.WriteLine($"list of {list.View!.Count}: {watch.Elapsed.TotalMilliseconds:F1} ms");

        async Task RunBatch(string name, int count)
        {
            BatchDefinition batch = new()
            {
                Name = name,
                Concurrency = inFlight,
                Jobs = [new JobDefinition { Name = "job", Template = spec, Count = count }],
            };
            await life.Fleet.RequestAsync(new SubmitBatch(caller, "bench", batch), CancellationToken.None);
            await life.Fleet.RequestAsync(new WaitBatch(name), CancellationToken.None);
        }
    }
    await Restore("with snapshot");
    File.Delete(Path.Combine(folder, "fleet.snapshot"));
    await Restore("without snapshot");

    async Task Restore(string how)
    {
        watch.Restart();
        await using Life life = await Life.BeginAsync(folder, snapshotEvery: int.MaxValue);
        TimeSpan whole = watch.Elapsed;
        Reply<ReadinessView> ready = await life.Fleet.RequestAsync(new GetReadiness(), CancellationToken.None);
        Console.WriteLine(
            $"restore of {ready.View!.Containers} containers {how}: {ready.View.Took.TotalMilliseconds:F0} ms in the fleet, "
            + $"{whole.TotalMilliseconds:F0} ms with host and quick_check, {ready.View.Sequence} records");
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
