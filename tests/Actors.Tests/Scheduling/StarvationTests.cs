using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Tests.Scheduling;

/// <summary>
/// The node gets more urgent work than it can do, for ever: whatever waits of the least priority, small or as large as the
/// node, is started, and nothing that became ready later than the bound allows before it.
/// </summary>
public sealed class StarvationTests
{
    private static readonly DateTimeOffset Begin = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    private readonly SchedulerOptions _options = new();

    [Theory]
    [InlineData(0, 10, "eve")]
    [InlineData(0, 100, "eve")]
    [InlineData(50, 100, "eve")]
    [InlineData(0, 100, "ann")]
    public void Next_UnderAnEndlessStreamOfUrgentJobs_StartsTheLeastWithinItsBound(int priority, int memory, string owner)
    {
        Random random = new(priority + memory);
        Scheduler scheduler = new(_options, new Demand(0, 100, 0, 1000));
        Pool pool = new(Guid.NewGuid(), 1000);
        List<(Ticket Ticket, DateTimeOffset Ends)> running = [];
        // They have used the node before, so that fair share speaks for or against the victim as much as it can.
        scheduler.Charge("ann", 100_000, new Demand(0, 100, 0, 1), Begin);
        Ticket victim = Put(priority, memory, owner, Begin);
        DateTimeOffset now = Begin;
        TimeSpan latest = TimeSpan.Zero;
        while (victim.State != TicketState.Started)
        {
            (now - Begin).ShouldBeLessThan(TimeSpan.FromDays(2), "it is starved");
            foreach ((Ticket ended, DateTimeOffset _) in running.Where(job => job.Ends <= now).ToArray())
                scheduler.Finish(ended, 60, now);
            running.RemoveAll(job => job.Ends <= now);
            // Twice what the node can do.
            for (int i = 0; i < 2; i++)
                Put(SchedulerOptions.MaxPriority, random.Next(40, 61), i == 0 ? "ann" : "ben", now);
            while (scheduler.Next(now) is { } started)
            {
                running.Add((started, now + TimeSpan.FromSeconds(random.Next(10, 31))));
                scheduler.Used.MemoryBytes.ShouldBeLessThanOrEqualTo(100);
                if (started != victim && started.Beside == 0 && started.ReadySince - Begin > latest)
                    latest = started.ReadySince - Begin;
            }
            now += Step;
        }

        latest.ShouldBeLessThanOrEqualTo(_options.Bound(priority));
        // It was not let in at once: others that came later were before it, unless there was room for it beside them.
        if (victim.Beside == 0)
            latest.ShouldBeGreaterThan(_options.Ageing);

        Ticket Put(int points, long size, string whose, DateTimeOffset since)
        {
            Ticket ticket = new()
            {
                Pool = pool, Members = [0], Owner = whose, Class = "normal", Priority = points, ReadySince = since, Each = new Demand(0, size, 0, 1),
            };
            scheduler.Enqueue(ticket);
            return ticket;
        }
    }
}
