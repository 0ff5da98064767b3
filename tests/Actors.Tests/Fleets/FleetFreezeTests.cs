using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Batches;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Fleets;

public sealed class FleetFreezeTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task FreezeAll_IsOneWriteAndOneAuditedOperation()
    {
        await using TestDaemon daemon = await StartAsync(3);

        FleetStatusView frozen = await daemon.DoneAsync(new FreezeFleet(Given.User, "test", Reason: "audit"));

        frozen.Containers.ShouldBe(["c0", "c1", "c2"]);
        frozen.Counts[ContainerPhase.Frozen].ShouldBe(3);
        frozen.Freeze.ShouldNotBeNull().Reason.ShouldBe("audit");
        _node.Calls.Count(call => call == "freeze node").ShouldBe(1);
        _node.Calls.ShouldNotContain("freeze");
        FleetStatusView thawed = await daemon.DoneAsync(new ThawFleet(Given.User, "test"));
        thawed.Counts[ContainerPhase.Running].ShouldBe(3);
        _disk.Records.Select(r => r.Manifest).TakeLast(4).ShouldBe(
            ["fleet-freeze-requested.v2", "fleet-frozen.v3", "fleet-thaw-requested.v2", "fleet-thawed.v2"]);
    }

    [Fact]
    public async Task FreezeAll_HoldsNewStartsUntilTheThaw()
    {
        await using TestDaemon daemon = await StartAsync(1);
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test"));

        Task<ContainerView> late = daemon.DoneAsync(Given.Create("late", start: true));
        await daemon.SeenAsync("container-start-requested", "late");
        (await daemon.DoneAsync(new GetContainer("late"))).WaitingFor.ShouldBe("the thaw of the fleet");
        _node.Calls.ShouldNotContain("launch late 1");
        await daemon.DoneAsync(new ThawFleet(Given.User, "test"));

        (await late).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task FreezeAll_StopsTheReleaseOfBatches()
    {
        await using TestDaemon daemon = await StartAsync(1);
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test"));
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", BatchTests.Batch(BatchTests.Job("j"))));
        (await daemon.DoneAsync(new GetBatch("b"))).Counts.Queued.ShouldBe(1);

        _node.Payload = _ => 0;
        await daemon.DoneAsync(new ThawFleet(Given.User, "test"));

        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
    }

    [Fact]
    public async Task FreezeAll_ThatFails_IsUndoneAndNamesTheTasks()
    {
        await using TestDaemon daemon = await StartAsync(1);
        _node.FreezeResult = new FreezeOutcome(false, TimeSpan.FromSeconds(10), ["12 dd D"], "time is over");

        Refusal refusal = await daemon.RefusedAsync(new FreezeFleet(Given.User, "test"));

        refusal.Reason.ShouldBe("The fleet did not freeze: time is over: 12 dd D. It was thawed again.");
        _node.NodeFrozen.ShouldBeFalse();
        (await daemon.DoneAsync(new GetContainer("c0"))).State.ShouldBe(ContainerPhase.Running);
        (await daemon.DoneAsync(Given.Create("next", start: true))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task FreezeAll_WithAStuckTask_FreezesTheOthersNamesItAndRecordsWhenItFollows()
    {
        await using TestDaemon daemon = await StartAsync(3);
        Guid stuck = (await daemon.DoneAsync(new GetContainer("c1"))).Id;
        _node.FreezeResult = new FreezeOutcome(true, TimeSpan.FromSeconds(10), ["12 dd D"], null)
        {
            Stuck = new Dictionary<Guid, IReadOnlyList<string>> { [stuck] = ["12 dd D"] },
        };

        FleetStatusView frozen = await daemon.DoneAsync(new FreezeFleet(Given.User, "test"));

        frozen.Containers.ShouldBe(["c0", "c2"]);
        frozen.Failed.ShouldBe(new Dictionary<string, string> { ["c1"] = "the kernel has not frozen every task of it: 12 dd D; it is frozen as soon as it can be" });
        frozen.BarrierStart.ShouldBeNull();
        (await daemon.DoneAsync(new GetContainer("c1"))).State.ShouldBe(ContainerPhase.Running);
        // No event of the stuck one makes it frozen.
        await daemon.DoneAsync(new RenameContainer(Given.User, "test", "c1", "late"));
        (await daemon.DoneAsync(new GetContainer("late"))).State.ShouldBe(ContainerPhase.Running);
        _disk.Records.Count(r => r.Manifest == "fleet-frozen.v3").ShouldBe(1);

        _node.FreezeResult = new FreezeOutcome(true, TimeSpan.FromMilliseconds(3), [], null);
        _time.Advance(TimeSpan.FromSeconds(1));

        await daemon.SeenAsync("fleet-frozen", count: 2);
        (await daemon.DoneAsync(new GetContainer("late"))).State.ShouldBe(ContainerPhase.Frozen);
        (await daemon.DoneAsync(new ThawFleet(Given.User, "test"))).Counts[ContainerPhase.Running].ShouldBe(3);
    }

    [Fact]
    public async Task ThawAll_WithATaskThatIsStuckStill_LetsAllGoOn()
    {
        await using TestDaemon daemon = await StartAsync(2);
        Guid stuck = (await daemon.DoneAsync(new GetContainer("c1"))).Id;
        _node.FreezeResult = new FreezeOutcome(true, TimeSpan.FromSeconds(10), ["12 dd D"], null)
        {
            Stuck = new Dictionary<Guid, IReadOnlyList<string>> { [stuck] = ["12 dd D"] },
        };
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test"));

        FleetStatusView thawed = await daemon.DoneAsync(new ThawFleet(Given.User, "test"));

        thawed.Counts[ContainerPhase.Running].ShouldBe(2);
        thawed.Containers.ShouldBe(["c0"]);
        _node.NodeFrozen.ShouldBeFalse();
    }

    [Fact]
    public async Task Lease_ThawsByItself()
    {
        await using TestDaemon daemon = await StartAsync(1);
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test", For: TimeSpan.FromMinutes(10)));

        _time.Advance(TimeSpan.FromMinutes(10));

        await daemon.SeenAsync("fleet-thawed");
        (await daemon.DoneAsync(new GetContainer("c0"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Theory]
    [InlineData("fleet-freeze-requested.v2", true)]
    [InlineData("fleet-frozen.v3", true)]
    [InlineData("fleet-thaw-requested.v2", false)]
    public async Task Kill_DuringAFreeze_IsCarriedOnAsTheIntentSays(string at, bool frozen)
    {
        TestDaemon first = await StartAsync(2);
        TaskCompletionSource dead = new();
        _disk.AfterWrite = _ =>
        {
            if (_disk.Records[^1].Manifest != at)
                return;
            first.Runtime.Cut();
            dead.TrySetResult();
            throw new IOException("dead");
        };
        Task<Reply<FleetStatusView>> freeze = first.AskAsync(new FreezeFleet(Given.User, "test"));
        if (!frozen)
        {
            await freeze;
            _ = first.AskAsync(new ThawFleet(Given.User, "test"));
        }
        await dead.Task.WaitAsync(TestDaemon.Limit);
        await first.KillAsync();
        _disk.AfterWrite = _ => { };

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk, _time);
        await next.SeenAsync(frozen ? "fleet-frozen" : "fleet-thawed");

        _node.NodeFrozen.ShouldBe(frozen);
        (await next.DoneAsync(new GetContainer("c1"))).State.ShouldBe(
            frozen ? ContainerPhase.Frozen : ContainerPhase.Running);
    }

    [Fact]
    public async Task FreezeSome_FreezesThoseThatTheSelectorFits()
    {
        await using TestDaemon daemon = await StartAsync(3);
        LabelSelector.TryParse("name!=c1", out LabelSelector? selector, out _).ShouldBeTrue();
        (await daemon.DoneAsync(new FreezeFleet(Given.User, "test", selector, DryRun: true))).Containers.ShouldBe(["c0", "c2"]);

        FleetStatusView frozen = await daemon.DoneAsync(new FreezeFleet(Given.User, "test", selector));

        frozen.Containers.ShouldBe(["c0", "c2"]);
        (await daemon.DoneAsync(new GetContainer("c1"))).State.ShouldBe(ContainerPhase.Running);
        (await daemon.DoneAsync(new GetContainer("c2"))).Freeze.ShouldNotBeNull().Scope.ShouldBe("name!=c1");
        (await daemon.DoneAsync(new ThawFleet(Given.User, "test", selector))).Containers.ShouldBe(["c0", "c2"]);
        (await daemon.DoneAsync(new GetContainer("c0"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task FreezeAll_ByTwoOwners_IsThawedByTheLast()
    {
        await using TestDaemon daemon = await StartAsync(1);
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test"));
        FleetStatusView both = await daemon.DoneAsync(new FreezeFleet(Given.User, "test", Owner: "backup", Reason: "nightly"));
        both.Holds.Select(hold => hold.Holder).ShouldBe(["ann", "backup"]);

        (await daemon.DoneAsync(new ThawFleet(Given.User, "test"))).Freeze.ShouldNotBeNull().Holder.ShouldBe("backup");
        _node.NodeFrozen.ShouldBeTrue();
        (await daemon.RefusedAsync(new ThawFleet(Given.User, "test"))).Reason.ShouldBe(
            "The fleet is not frozen by ann but by backup (nightly). Let them thaw it, or end their freezes too: orch fleet thaw --all --force.");
        (await daemon.DoneAsync(new GetContainer("c0"))).Freeze.ShouldNotBeNull().Holder.ShouldBe("backup");
        await daemon.DoneAsync(new ThawFleet(Given.User, "test", Owner: "backup"));

        _node.NodeFrozen.ShouldBeFalse();
        (await daemon.DoneAsync(new GetContainer("c0"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Lease_OfOneOwner_EndsAndTheOtherHolds()
    {
        await using TestDaemon daemon = await StartAsync(1);
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test", For: TimeSpan.FromMinutes(10)));
        await daemon.DoneAsync(new FreezeFleet(Given.User, "test", Owner: "backup", For: TimeSpan.FromMinutes(30)));

        _time.Advance(TimeSpan.FromMinutes(10));
        await daemon.SeenAsync("fleet-freeze-released");
        _node.NodeFrozen.ShouldBeTrue();
        // Until the release has been answered: what comes before that is told to try again.
        while ((await daemon.RefusedAsync(new ThawFleet(Given.User, "test"))).Kind == RefusalKind.Busy)
            await Task.Yield();
        _time.Advance(TimeSpan.FromMinutes(20));
        await daemon.SeenAsync("fleet-thawed");

        (await daemon.DoneAsync(new GetContainer("c0"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Barrier_StandsFromTheKernelsWordToTheThaw()
    {
        await using TestDaemon daemon = await StartAsync(1);
        _time.Advance(TimeSpan.FromSeconds(7));
        DateTimeOffset frozenAt = _time.GetUtcNow();
        (await daemon.DoneAsync(new FreezeFleet(Given.User, "test"))).BarrierStart.ShouldBe(frozenAt);
        _time.Advance(TimeSpan.FromSeconds(5));

        (await daemon.DoneAsync(new GetFleetStatus())).BarrierStart.ShouldBe(frozenAt);
        FleetStatusView thawed = await daemon.DoneAsync(new ThawFleet(Given.User, "test"));

        thawed.BarrierStart.ShouldBe(frozenAt);
        thawed.BarrierEnd.ShouldBe(frozenAt + TimeSpan.FromSeconds(5));
        (await daemon.DoneAsync(new GetFleetStatus())).BarrierStart.ShouldBeNull();
    }

    [Fact]
    public async Task Z02_FreezeSome_CutOffByACrash_IsCarriedOnWithItsMembersAndClosed()
    {
        TestDaemon first = await StartAsync(2);
        LabelSelector.TryParse("name!=c9", out LabelSelector? selector, out _).ShouldBeTrue();
        TaskCompletionSource dead = new();
        _disk.AfterWrite = _ =>
        {
            if (_disk.Records[^1].Manifest != "fleet-freeze-requested.v2")
                return;
            first.Runtime.Cut();
            dead.TrySetResult();
            throw new IOException("dead");
        };
        _ = first.AskAsync(new FreezeFleet(Given.User, "test", selector, For: TimeSpan.FromMinutes(10)));
        await dead.Task.WaitAsync(TestDaemon.Limit);
        await first.KillAsync();
        _disk.AfterWrite = _ => { };

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk, _time);
        await next.DoneAsync(Given.Create("late", start: true));
        await next.SeenAsync("fleet-frozen");

        (await next.DoneAsync(new GetContainer("c1"))).Freeze.ShouldNotBeNull().Until.ShouldNotBeNull();
        (await next.DoneAsync(new GetContainer("late"))).State.ShouldBe(ContainerPhase.Running);
        (await next.DoneAsync(new GetFleetStatus())).Operations.ShouldBe(0);
    }

    private async Task<TestDaemon> StartAsync(int containers)
    {
        TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        for (int i = 0; i < containers; i++)
            await daemon.DoneAsync(Given.Create($"c{i}", start: true));
        return daemon;
    }
}
