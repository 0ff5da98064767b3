using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Orchestrator.Simulation.Tests.Stage;
using Orchestrator.Simulation.Tests.World;

namespace Orchestrator.Simulation.Tests;

/// <summary>
/// ORCH_SEEDS: how many seeds, ORCH_FIRST: from which on, ORCH_SEED: one alone, with its story. Seeds that once found
/// something stand in seeds.txt and are run always.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    private const int SystemLasts = 32;

    [Fact]
    public void Run_ManySeeds_NothingIsEverWrong()
    {
        if (Number("ORCH_SEED") is { } one)
        {
            Tell(one);
            return;
        }
        int first = Number("ORCH_FIRST") ?? 1;
        int count = Number("ORCH_SEEDS") ?? 300;
        Check([.. Kept(), .. Enumerable.Range(first, count)]);
    }

    [Fact]
    public void Run_TheSameSeedTwice_GivesTheSameJournal()
    {
        using SimSystem used = new();
        for (int seed = 1; seed <= 20; seed++)
        {
            SimResult first = World.Simulation.Run(used, seed);
            using SimSystem fresh = new();
            SimResult second = World.Simulation.Run(fresh, seed, story: true);
            used.Stage.Stray.ShouldBeNull();
            fresh.Stage.Stray.ShouldBeNull();
            second.Steps.ShouldBe(first.Steps, $"seed {seed}");
            second.Journal.Count.ShouldBe(first.Journal.Count, $"seed {seed}");
            for (int i = 0; i < first.Journal.Count; i++)
                first.Journal[i].Payload.Span.SequenceEqual(second.Journal[i].Payload.Span).ShouldBeTrue($"seed {seed}, record {i + 1}");
        }
        SnapshotPlay.RemoveAll();
    }

    private static void Tell(int seed)
    {
        using SimSystem system = new();
        SimResult result = World.Simulation.Run(system, seed, story: true);
        SnapshotPlay.RemoveAll();
        Console.Error.WriteLine(result.Story);
        result.Problem.ShouldBeNull();
    }

    private void Check(IReadOnlyList<int> seeds)
    {
        long began = Stopwatch.GetTimestamp();
        ConcurrentBag<SimResult> wrong = [];
        int next = -1, done = 0;
        long events = 0, lives = 0, crashes = 0;
        Thread[] workers = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        foreach (Thread worker in workers)
            worker.Start();
        foreach (Thread worker in workers)
            worker.Join();
        SnapshotPlay.RemoveAll();
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds.Count} seeds, {events} events, {lives} daemons, {crashes} places of a crash passed, {took.TotalSeconds:0.0} s, {seeds.Count / took.TotalSeconds:0} seeds/s"));
        // For ./test --simulation, which shows this line.
        if (Searching)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"SEEDS {seeds.Count - wrong.Count} passed, {wrong.Count} failed, 0 skipped: seeds from {seeds[^1] - (Number("ORCH_SEEDS") ?? 0) + 1} to {seeds[^1]} and those kept, {events} events, {lives} daemons, {crashes} places for a crash, {took.TotalSeconds:0} s, {seeds.Count / took.TotalSeconds:0} seeds/s"));
        foreach (IGrouping<string, SimResult> kind in wrong.OrderBy(result => result.Seed).GroupBy(result => Kind(result.Problem!)))
        {
            string line = $"seed {string.Join(", ", kind.Take(20).Select(result => result.Seed))}: {kind.First().Problem}";
            output.WriteLine(line);
            Console.Error.WriteLine(line);
        }
        Keep(wrong.Select(result => result.Seed));
        wrong.Select(result => result.Seed).Order().ShouldBeEmpty("ORCH_SEED=n tells the story of one; a seed that found something belongs into tests/Simulation/seeds.txt");

        void Work()
        {
            SimSystem system = new();
            for (int ran = 0; Interlocked.Increment(ref next) is var at && at < seeds.Count; ran++)
            {
                if (ran % SystemLasts == SystemLasts - 1)
                {
                    system.Dispose();
                    system = new SimSystem();
                }
                SimResult result = World.Simulation.Run(system, seeds[at]);
                if (result.Problem is not null)
                    wrong.Add(result);
                Interlocked.Add(ref events, result.Journal.Count);
                Interlocked.Add(ref lives, result.Lives);
                Interlocked.Add(ref crashes, result.Boundaries);
                if (Interlocked.Increment(ref done) % 500 == 0)
                    Console.Error.WriteLine($"{done} of {seeds.Count} seeds, {wrong.Count} wrong");
            }
            system.Dispose();
        }
    }

    private static IEnumerable<int> Kept() => File.ReadAllLines(SeedsFile())
        .Select(line => line.Split('#')[0].Trim())
        .Where(line => line.Length > 0)
        .Select(line => int.Parse(line, CultureInfo.InvariantCulture));

    /// <summary>A search, as against a test run, writes down what it found.</summary>
    private static void Keep(IEnumerable<int> seeds)
    {
        if (!Searching)
            return;
        HashSet<int> kept = [.. Kept()];
        File.AppendAllLines(SeedsFile(), seeds.Order().Where(kept.Add).Take(20).Select(seed => $"{seed} # found by a search, not looked at yet"));
    }

    private static bool Searching => Environment.GetEnvironmentVariable("ORCH_KEEP_SEEDS") is not null;

    private static string SeedsFile([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "seeds.txt");

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null;

    private static string Kind(string problem) =>
        new([.. problem.TakeWhile(c => c != '\n').Where(c => !char.IsDigit(c)).TakeLast(40)]);
}
