using System.Diagnostics;
using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Tests.Scheduling;

/// <summary>A decision must not cost more because more waits.</summary>
public sealed class SchedulerCostTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decisions_WithAHundredTimesAsManyWaiting_CostNearlyTheSame()
    {
        // The least of several runs: what the machine does besides only adds.
        _ = Measure(1_000);
        double few = Enumerable.Range(0, 5).Min(_ => Measure(1_000)), many = Enumerable.Range(0, 3).Min(_ => Measure(100_000));

        output.WriteLine($"a decision with 1,000 waiting: {few:0.0} us, with 100,000: {many:0.0} us");
        // The logarithm grows by 1.7, caches get cold; linear would be 100 times.
        (many / few).ShouldBeLessThan(10);
    }

    /// <returns>Microseconds for one end, one submission and one start.</returns>
    private static double Measure(int waiting)
    {
        const int Decisions = 2_000;
        Scheduler scheduler = new(new SchedulerOptions(), new Demand(8_000, 1 << 30, 10_000, 1000));
        Pool[] pools = [.. Enumerable.Range(0, 50).Select(_ => new Pool(Guid.NewGuid(), 100))];
        for (int i = 0; i < waiting; i++)
            scheduler.Enqueue(Ticket(i));
        Queue<Ticket> running = [];
        while (scheduler.Next(Now) is { } started)
            running.Enqueue(started);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < Decisions; i++)
        {
            scheduler.Finish(running.Dequeue(), 1, Now);
            scheduler.Enqueue(Ticket(waiting + i));
            while (scheduler.Next(Now) is { } started)
                running.Enqueue(started);
        }
        return Stopwatch.GetElapsedTime(began).TotalMicroseconds / Decisions;

        Ticket Ticket(int i) => new()
        {
            Pool = pools[i % pools.Length],
            Members = [i],
            Owner = i % 3 == 0 ? "ann" : "ben",
            Class = i % 5 == 0 ? "background" : "normal",
            Priority = i % 101,
            ReadySince = Now - TimeSpan.FromSeconds(i % 1000),
            Each = new Demand(1000 + (i % 7 * 10), 1 << 20, 32, 1),
        };
    }
}
