using System.Diagnostics;
using Akka.Actor;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Journal;

/// <summary>Containers' lives, from outside: as users ask for them.</summary>
internal static class Work
{
    private static readonly Caller User = new(0, "bench");

    private static readonly ContainerSpec Spec =
        new() { Image = "busybox", Command = ["true"], Resources = new() { MemoryBytes = 64 << 20, Pids = 32 } };

    /// <summary>Runs the work once for the compiler's sake, then measures it.</summary>
    public static async Task<Speed> MeasureAsync(string kind, int containers, int inFlight)
    {
        string folder = Directory.CreateTempSubdirectory("bench-journal-").FullName;
        try
        {
            await using Life life = await Life.BeginAsync(folder);
            await RunAsync(kind, life, "warm", 2_000, inFlight);
            GC.Collect();
            long before = await SequenceAsync(life);
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            await RunAsync(kind, life, "run", containers, inFlight);
            TimeSpan took = Stopwatch.GetElapsedTime(began);
            cpu = Environment.CpuUsage.TotalTime - cpu;
            return new Speed(took, cpu, await SequenceAsync(life) - before);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static Task RunAsync(string kind, Life life, string name, int containers, int inFlight) =>
        kind == "batch" ? BatchAsync(life, name, containers, inFlight) : ClientsAsync(life, name, containers, inFlight);

    public static async Task StartAsync(Life life, int containers) => await ManyAsync(containers, 1_000, async i =>
        await DoneAsync(life, new CreateContainer(User, "bench", $"idle-{i}", Spec) { Start = true }));

    public static async Task StopAsync(Life life, int containers) => await ManyAsync(containers, 1_000, async i =>
        await DoneAsync(life, new StopContainer(User, "bench", $"idle-{i}")));

    private static async Task BatchAsync(Life life, string name, int containers, int inFlight)
    {
        BatchDefinition batch = new()
        {
            Name = name,
            Concurrency = inFlight,
            Jobs = [new JobDefinition { Name = "job", Template = Spec, Count = containers }],
        };
        await DoneAsync(life, new SubmitBatch(User, "bench", batch));
        BatchView view = await DoneAsync(life, new WaitBatch(name));
        if (view.Counts.Succeeded != containers)
            throw new InvalidOperationException($"{view.Counts.Succeeded} of {containers} succeeded");
    }

    private static Task ClientsAsync(Life life, string name, int containers, int inFlight) =>
        ManyAsync(containers, inFlight, async i =>
        {
            string container = $"{name}-{i}";
            await DoneAsync(life, new CreateContainer(User, "bench", container, Spec) { Start = true });
            await DoneAsync(life, new WaitContainer(container));
            await DoneAsync(life, new RemoveContainer(User, "bench", container));
        });

    private static async Task ManyAsync(int count, int atOnce, Func<int, Task> each)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                await each(i);
        })));
    }

    private static async Task<T> DoneAsync<T>(Life life, IRequest<T> request)
    {
        Reply<T> reply = await life.Fleet.RequestAsync(request, CancellationToken.None);
        return reply.Refusal is { } refusal ? throw new InvalidOperationException(refusal.Reason) : reply.View!;
    }

    private static async Task<long> SequenceAsync(Life life) => (await DoneAsync(life, new GetFleetStatus())).Sequence;
}
