using Orchestrator.Actors.Scheduling;

namespace Orchestrator.Actors.Tests.Scheduling;

public sealed class SchedulerTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly SchedulerOptions _options = new();

    [Fact]
    public void Next_OfEqualAge_GoesByPriority()
    {
        Scheduler scheduler = Of(places: 1);
        Ticket low = Put(scheduler, priority: 10), high = Put(scheduler, priority: 90), middle = Put(scheduler, priority: 50);

        Drain(scheduler).ShouldBe([high, middle, low]);
    }

    [Fact]
    public void Next_AfterWaiting_PutsAnOldJobBeforeANewOneOfMorePriority()
    {
        Scheduler scheduler = Of(places: 1);
        Ticket young = Put(scheduler, priority: 60);
        Ticket old = Put(scheduler, priority: 50, since: Now - (11 * _options.Ageing));
        Ticket notSoOld = Put(scheduler, priority: 50, since: Now - (9 * _options.Ageing));

        Drain(scheduler).ShouldBe([old, young, notSoOld]);
    }

    [Fact]
    public void Next_WithAFullClass_PassesItBy()
    {
        Scheduler scheduler = Of(places: 10);
        scheduler.Limit("small", 1);
        Ticket first = Put(scheduler, kind: "small"), second = Put(scheduler, kind: "small"), other = Put(scheduler);

        scheduler.Next(Now).ShouldBe(first);
        scheduler.Next(Now).ShouldBe(other);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Explain(second, Now, _ => "").ShouldContain("class small: 1 run, and it lets 1 run at once");

        scheduler.Finish(first, 1, Now);
        scheduler.Next(Now).ShouldBe(second);
    }

    [Fact]
    public void Next_ForALargeJob_KeepsRoomAndLetsRunOnlyWhatRunsBesideIt()
    {
        Scheduler scheduler = Of(memory: 100);
        Ticket running = Put(scheduler, memory: 60);
        scheduler.Next(Now).ShouldBe(running);
        Ticket large = Put(scheduler, memory: 80, priority: 60);
        Ticket besideIt = Put(scheduler, memory: 20), tooMuch = Put(scheduler, memory: 20);

        scheduler.Next(Now).ShouldBe(besideIt);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Reserved.ShouldBe(large);
        scheduler.Explain(large, Now, _ => "large").ShouldBe("memory: it needs 80 bytes, and 20 bytes are free; it is next, and what starts before it leaves room for it");
        scheduler.Explain(tooMuch, Now, _ => "large").ShouldStartWith("large, which comes first and waits for memory");

        scheduler.Finish(running, 1, Now);
        scheduler.Next(Now).ShouldBe(large);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Finish(besideIt, 1, Now);
        scheduler.Next(Now).ShouldBe(tooMuch);
    }

    [Fact]
    public void Next_OfAGang_StartsAllOrNone()
    {
        Scheduler scheduler = Of(places: 4);
        Pool pool = new(Guid.NewGuid(), 3);
        Ticket single = Put(scheduler, pool: pool, priority: 90);
        scheduler.Next(Now).ShouldBe(single);
        Ticket gang = Put(scheduler, pool: pool, members: 3, priority: 80);
        Ticket behind = Put(scheduler, pool: pool, priority: 10), elsewhere = Put(scheduler, priority: 10);

        scheduler.Next(Now).ShouldBe(elsewhere);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Explain(gang, Now, _ => "").ShouldStartWith("3 places at once");
        scheduler.Explain(behind, Now, _ => "gang").ShouldStartWith("the gang gang");

        scheduler.Finish(single, 1, Now);
        scheduler.Next(Now).ShouldBe(gang);
        scheduler.Next(Now).ShouldBeNull();
        for (int i = 0; i < 3; i++)
            scheduler.Finish(gang, 1, Now);
        scheduler.Next(Now).ShouldBe(behind);
    }

    [Fact]
    public void Next_OfTwoOwners_PrefersWhoHasUsedLess()
    {
        Scheduler scheduler = Of(places: 2);
        List<Ticket> ann = [.. Enumerable.Range(0, 20).Select(_ => Put(scheduler, owner: "ann"))];
        List<Ticket> ben = [.. Enumerable.Range(0, 20).Select(_ => Put(scheduler, owner: "ben"))];

        List<Ticket> started = [];
        Queue<Ticket> running = [];
        DateTimeOffset now = Now;
        for (int i = 0; i < 20; i++)
        {
            while (scheduler.Next(now) is { } next)
            {
                started.Add(next);
                running.Enqueue(next);
            }
            now += TimeSpan.FromSeconds(30);
            scheduler.Finish(running.Dequeue(), 60, now);
        }

        started.Count(ticket => ben.Contains(ticket)).ShouldBeInRange(9, 12);
        scheduler.Share("ann", now).ShouldBe(0.5, 0.1);
        ann.Count.ShouldBe(20);
    }

    [Fact]
    public void Share_HalvesWithEachHalfLife()
    {
        Scheduler scheduler = Of(places: 10);
        scheduler.Charge("ann", 300, new Demand(0, 0, 0, 1), Now);
        scheduler.Charge("ben", 100, new Demand(0, 0, 0, 1), Now + (2 * _options.HalfLife));

        scheduler.Share("ann", Now + (2 * _options.HalfLife)).ShouldBe(75.0 / 175, 0.001);
    }

    [Fact]
    public void Next_OfWhatTheNodeNeverHas_PassesItByUntilTheNodeGrows()
    {
        Scheduler scheduler = Of(memory: 100);
        Ticket huge = Put(scheduler, memory: 200, priority: 100), small = Put(scheduler, memory: 10);

        scheduler.Next(Now).ShouldBe(small);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Explain(huge, Now, _ => "").ShouldBe("more than this node has: memory: it needs 200 bytes, and 100 bytes are free");

        scheduler.Resize(scheduler.Capacity with { MemoryBytes = 300 });
        scheduler.Next(Now).ShouldBe(huge);
    }

    [Fact]
    public void Next_BesideWhatRunsOutsideOfTheQueue_StartsWhatThatLeavesRoomFor()
    {
        Scheduler scheduler = Of(memory: 100);
        scheduler.Leave(new Demand(0, 70, 0, 0));
        Ticket large = Put(scheduler, memory: 50, priority: 100), small = Put(scheduler, memory: 30), without = Put(scheduler, memory: 0);

        scheduler.Next(Now).ShouldBe(small);
        scheduler.Leave(new Demand(0, 400, 0, 0));
        scheduler.Next(Now).ShouldBe(without);
        scheduler.Next(Now).ShouldBeNull();
        scheduler.Explain(large, Now, _ => "", new Outsiders("db", null)).ShouldBe(
            "memory: it needs 50 bytes, and 0 bytes are free, since the limits of containers outside of batches ask for 400 bytes, those of db for most");
        scheduler.Leave(default);
        scheduler.Next(Now).ShouldBe(large);
    }

    [Fact]
    public void Withdraw_OfTheReserved_LetsTheOthersGo()
    {
        Scheduler scheduler = Of(memory: 100);
        Ticket running = Put(scheduler, memory: 60);
        scheduler.Next(Now).ShouldBe(running);
        Ticket large = Put(scheduler, memory: 90, priority: 60), small = Put(scheduler, memory: 40);
        scheduler.Next(Now).ShouldBeNull();

        scheduler.Withdraw(large);

        scheduler.Next(Now).ShouldBe(small);
        scheduler.Waiting.ShouldBe(0);
    }

    private Scheduler Of(int places = 1000, long memory = Demand.Unlimited) =>
        new(_options, new Demand(Demand.Unlimited, memory, Demand.Unlimited, places));

    private static Ticket Put(
        Scheduler scheduler, int priority = 50, string owner = "ann", string kind = "normal", DateTimeOffset? since = null,
        long memory = 0, Pool? pool = null, int members = 1)
    {
        Ticket ticket = new()
        {
            Pool = pool ?? new Pool(Guid.NewGuid(), 100),
            Members = [.. Enumerable.Range(0, members)],
            Owner = owner,
            Class = kind,
            Priority = priority,
            ReadySince = since ?? Now,
            Each = new Demand(0, memory, 0, 1),
        };
        scheduler.Enqueue(ticket);
        return ticket;
    }

    private static List<Ticket> Drain(Scheduler scheduler)
    {
        List<Ticket> started = [];
        while (scheduler.Next(Now) is { } ticket)
        {
            started.Add(ticket);
            scheduler.Finish(ticket, 0, Now);
        }
        return started;
    }
}
