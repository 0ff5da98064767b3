using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using static Orchestrator.Actors.Tests.Batches.BatchTests;

namespace Orchestrator.Actors.Tests.Batches;

public sealed class QueueTests
{
    private readonly FakeNode _node = new() { Payload = _ => 0 };
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Submit_WithAKeyThatWasUsed_AnswersWithThatBatchAlsoAfterARestart()
    {
        SubmitBatch submit = new(Given.User, "test", Batch(Job("j"))) { Key = "k1" };
        await using (TestDaemon first = await TestDaemon.StartAsync(_node, _disk))
        {
            (await first.DoneAsync(submit)).Name.ShouldBe("b");
            (await first.DoneAsync(submit)).Name.ShouldBe("b");
            (await first.DoneAsync(submit with { Key = "k2" })).Name.ShouldBe("b-2");
            (await first.DoneAsync(submit with { Caller = new Caller(7, "eve") })).Name.ShouldBe("b-3");
        }
        await using TestDaemon second = await TestDaemon.StartAsync(_node, _disk);

        (await second.DoneAsync(submit)).Name.ShouldBe("b");
        (await second.DoneAsync(new ListBatches())).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Hold_OfAJob_StartsTheOthersOnlyUntilItIsReleased()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("a"), Job("b") with { Hold = true, Count = 2 })));
        await daemon.DoneAsync(new WaitContainer("b.a.0", WaitCondition.Stopped).Soon(daemon));

        BatchView held = await daemon.DoneAsync(new GetBatch("b"));
        held.Jobs.Where(job => job.Job == "b").ShouldAllBe(job =>
            job.State == MemberPhase.Queued && job.WaitingFor == "its release: job b is held. Release it: orch batch release b b");
        (await daemon.RefusedAsync(new ReleaseBatch(Given.User, "test", "b", "b.1"))).Reason.ShouldContain("is not held by itself");
        await daemon.DoneAsync(new ReleaseBatch(Given.User, "test", "b", "b"));

        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
        (await daemon.RefusedAsync(new HoldBatch(Given.User, "test", "b", "nothing"))).Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Fact]
    public async Task Requeue_OfAFailedMember_RunsItAgainWithWhatWasSkippedForIt()
    {
        _node.Payload = order => order is { Name: "b.a.1", Attempt: 1 } ? 3 : 0;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("a") with { Count = 2 }, Job("b") with { AfterOk = ["a"] })));
        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Failed);

        await daemon.DoneAsync(new RequeueBatch(Given.User, "test", "b", null, Running: false, Succeeded: false));
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Jobs.Select(job => job.Attempts).ShouldBe([1, 2, 1]);
        (await daemon.RefusedAsync(new RequeueBatch(Given.User, "test", "b", null, false, false))).Reason.ShouldContain("3 succeeded");
    }

    [Fact]
    public async Task Requeue_OfARunningMember_EndsItAndStartsTheNextAttempt()
    {
        _node.Payload = order => order.Attempt == 1 ? null : 0;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j"))));
        await daemon.DoneAsync(new WaitContainer("b.j.0", WaitCondition.Running).Soon(daemon));

        await daemon.DoneAsync(new RequeueBatch(Given.User, "test", "b", "j.0", Running: true, Succeeded: false));
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Jobs.ShouldHaveSingleItem().Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task Submit_WhileAContainerOutsideOfBatchesTakesTheRoom_WaitsForItsEnd()
    {
        OrchestratorOptions options = new() { Capacity = new NodeCapacity { MemoryBytes = 1000 } };
        _node.Payload = order => order.Name == "mine" ? null : 0;
        await using (TestDaemon first = await TestDaemon.StartAsync(_node, _disk, options: options))
            await first.DoneAsync(Given.Create("mine", Given.Spec with { Resources = new ResourceLimits { MemoryBytes = 700 } }, start: true));
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, options: options);

        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j") with
        {
            Template = Given.Spec with { Resources = new ResourceLimits { MemoryBytes = 400 } },
        })));

        (await daemon.DoneAsync(new GetBatch("b"))).Jobs.ShouldHaveSingleItem().WaitingFor.ShouldBe(
            "memory: it needs 400 bytes, and 300 bytes are free, since the limits of containers outside of batches ask for 700 bytes, those of mine for most");
        _node.Exit((await daemon.DoneAsync(new GetContainer("mine"))).Id, ExitStatus.Exited(0));
        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
    }

    [Fact]
    public async Task Gang_LargerThanWhatIsFree_StartsTogetherOnceThereIsRoom()
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("one") with { Priority = 90 }, Job("gang") with { Gang = true, Count = 3 }, Job("last") with { Priority = 1 }) with { Concurrency = 3 }));
        await daemon.DoneAsync(new WaitContainer("b.one.0", WaitCondition.Running).Soon(daemon));
        BatchView waiting = await daemon.DoneAsync(new GetBatch("b"));

        _node.Alive.ShouldBe(1);
        waiting.Jobs[1].WaitingFor.ShouldBe("3 places at once for its gang; what becomes free is kept for it");
        waiting.Jobs[4].WaitingFor.ShouldBe("the gang b.gang.0, for which free places are kept");
        _node.Exit((await daemon.DoneAsync(new GetContainer("b.one.0"))).Id, ExitStatus.Exited(0));
        for (int member = 0; member < 3; member++)
            await daemon.DoneAsync(new WaitContainer($"b.gang.{member}", WaitCondition.Running).Soon(daemon));
        _node.Alive.ShouldBe(3);
        (await daemon.RefusedAsync(new SubmitBatch(Given.User, "test", Batch(Job("g") with { Gang = true, Count = 4 }) with { Concurrency = 3 })))
            .Reason.ShouldContain("is a gang of 4, and no more than 3 members");
    }

    [Fact]
    public async Task Admission_ByMemoryOfTheNode_WaitsWithTheReason()
    {
        _node.Payload = _ => null;
        OrchestratorOptions options = new() { Capacity = new NodeCapacity { MemoryBytes = 100 << 20 } };
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, options: options);
        JobDefinition job = Job("j") with { Count = 3, Template = Given.Spec with { Resources = new ResourceLimits { MemoryBytes = 40 << 20 } } };
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(job)));
        await daemon.DoneAsync(new WaitContainer("b.j.1", WaitCondition.Running).Soon(daemon));

        _node.Alive.ShouldBe(2);
        (await daemon.DoneAsync(new GetBatch("b"))).Jobs[2].WaitingFor
            .ShouldBe("memory: it needs 40 MiB, and 20 MiB are free; it is next, and what starts before it leaves room for it");
        (await daemon.DoneAsync(new GetWaiting("b.j.2"))).WaitingFor.ShouldNotBeNull().ShouldStartWith("memory: it needs 40 MiB");
        (await daemon.DoneAsync(new GetQueue())).Used.MemoryBytes.ShouldBe(80 << 20);
        (await daemon.RefusedAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("huge") with { Template = Given.Spec with { Resources = new ResourceLimits { MemoryBytes = 200 << 20 } } }))))
            .Reason.ShouldBe("Job huge asks for 200 MiB of memory; this node has 100 MiB for jobs.");
        _disk.Records[^1].Manifest.ShouldBe("batch-refused.v1");
    }

    [Fact]
    public async Task SetClass_LimitsItsMembersOfAllBatchesAlsoAfterARestart()
    {
        _node.Payload = _ => null;
        await using (TestDaemon first = await TestDaemon.StartAsync(_node, _disk))
            await first.DoneAsync(new SetClass(Given.User, "test", "small", 1, 50));
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j") with { Class = "small", Count = 2 })));
        await daemon.DoneAsync(new WaitContainer("b.j.0", WaitCondition.Running).Soon(daemon));

        (await daemon.DoneAsync(new GetBatch("b"))).Jobs[1].WaitingFor.ShouldBe("a free place in class small: 1 run, and it lets 1 run at once");
        (await daemon.DoneAsync(new GetContainer("b.j.0"))).Spec.Resources.CpuWeight.ShouldBe(50);
        QueueView queue = await daemon.DoneAsync(new SetClass(Given.User, "test", "small", 0, null));
        queue.Classes.Single(row => row.Class.Name == "small").Class.ShouldBe(new JobClass("small", null, 50));
        await daemon.DoneAsync(new WaitContainer("b.j.1", WaitCondition.Running).Soon(daemon));
    }

    [Fact]
    public async Task OutOfMemory_WithAFactor_IsTriedAgainWithMore()
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j") with
        {
            Template = Given.Spec with { Resources = new ResourceLimits { MemoryBytes = 100 } },
            Retries = 3,
            Backoff = TimeSpan.Zero,
            RetryOn = new RetryOn { Oom = true, MemoryFactor = 2, MemoryMax = 350 },
        })));
        foreach ((int attempt, long limit) in new[] { (1, 100L), (2, 200), (3, 350), (4, 350) })
        {
            ContainerView running = await daemon.DoneAsync(new WaitContainer("b.j.0", WaitCondition.Running).Soon(daemon));
            while (running.Attempt < attempt || running.State != ContainerPhase.Running)
                running = await daemon.DoneAsync(new GetContainer("b.j.0"));
            running.Spec.Resources.MemoryBytes.ShouldBe(limit, $"attempt {attempt}");
            _node.Exit(running.Id, ExitStatus.Killed(9, false), oomKills: 1);
        }

        (await daemon.DoneAsync(new WaitBatch("b"))).Jobs[0].Reason.ShouldBe("out of memory (limit of the container), attempt 4");
    }

    [Fact]
    public async Task Deadline_ThatPasses_EndsWhatRunsAndWhatWaits()
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("j") with { Count = 2, Deadline = TimeSpan.FromMinutes(5), Retries = 5 }, Job("after") with { After = ["j"] }) with { Concurrency = 1 }));
        await daemon.DoneAsync(new WaitContainer("b.j.0", WaitCondition.Running).Soon(daemon));

        _time.Advance(TimeSpan.FromMinutes(5));
        ContainerView after = await daemon.DoneAsync(new WaitContainer("b.after.0", WaitCondition.Running).Soon(daemon));
        BatchView batch = await daemon.DoneAsync(new GetBatch("b"));

        batch.Jobs[0].State.ShouldBe(MemberPhase.Failed);
        batch.Jobs[0].Reason.ShouldBe("its deadline passed: 5 min after the submission");
        batch.Jobs[1].Reason.ShouldBe("its deadline passed: 5 min after the submission");
        batch.Jobs[1].Attempts.ShouldBe(0);
        _node.Exit(after.Id, ExitStatus.Exited(0));
        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Failed);
    }

    [Fact]
    public async Task HoldUntil_AndCron_StartAtTheirTimes()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("held") with { HoldUntil = _time.GetUtcNow() + TimeSpan.FromMinutes(10) },
            Job("cron") with { Cron = "30 14 * * *", TimeZone = "Europe/Berlin" })));

        BatchView waiting = await daemon.DoneAsync(new GetBatch("b"));
        waiting.Jobs.Select(job => job.WaitingFor).ShouldBe(
            ["the time 2026-11-24T12:10:00Z", "the next time of its cron expression, 2026-11-24T13:30:00Z"]);
        await TicksAsync(daemon, TimeSpan.FromMinutes(10));
        await daemon.DoneAsync(new WaitContainer("b.held.0", WaitCondition.Stopped).Soon(daemon));
        (await daemon.DoneAsync(new GetBatch("b"))).Jobs[1].State.ShouldBe(MemberPhase.Queued);
        await TicksAsync(daemon, TimeSpan.FromMinutes(80));

        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
    }

    [Fact]
    public async Task FrozenTime_WhereItDoesNotCount_MovesTheTimeLimit()
    {
        // Z08.
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(new CreateContainer(
            Given.User, "test", "a", Given.Spec with { Timeout = TimeSpan.FromMinutes(10), TimeoutCountsFrozen = false }) { Start = true });
        _time.Advance(TimeSpan.FromMinutes(6));
        await daemon.DoneAsync(new FreezeContainer(Given.User, "test", "a"));
        _time.Advance(TimeSpan.FromMinutes(60));
        (await daemon.DoneAsync(new GetContainer("a"))).State.ShouldBe(ContainerPhase.Frozen);
        await daemon.DoneAsync(new ThawContainer(Given.User, "test", "a"));
        _time.Advance(TimeSpan.FromMinutes(3));
        (await daemon.DoneAsync(new GetContainer("a"))).State.ShouldBe(ContainerPhase.Running);
        _time.Advance(TimeSpan.FromMinutes(1));

        ContainerView ended = await daemon.DoneAsync(new WaitContainer("a", WaitCondition.Stopped).Soon(daemon));
        ended.Exit.ShouldNotBeNull().TimedOut.ShouldBeTrue();
    }

    /// <summary>The wall clock goes on in steps, as the queue looks at it.</summary>
    private async Task TicksAsync(TestDaemon daemon, TimeSpan span)
    {
        for (TimeSpan gone = TimeSpan.Zero; gone < span; gone += TimeSpan.FromMinutes(1))
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            // The alarm was set by an actor: what it rang is done once a question behind it is answered.
            await daemon.DoneAsync(new GetQueue());
        }
    }
}
