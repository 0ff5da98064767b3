using System.Text.Json;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Past;

public sealed class TimeTravelTests
{
    private static readonly Guid Operation = new("00000000-0000-7000-8000-0000000000aa");

    private static readonly ContainerViews Live = new(new FakeRuntime(new FakeNode()), new UsageBoard(), null);

    [Fact]
    public async Task J06_ListAt_EveryRecord_IsWhatTheFleetWasThen()
    {
        MadeHistory made = new();
        List<string> seen = [Views(0, [])];
        foreach (Action<MadeHistory> step in Life())
        {
            step(made);
            while (seen.Count <= made.Disk.Highest)
                seen.Add("");
            ContainerView[] live = [.. made.Live.Containers.Values.OrderBy(state => state.CreatedSeq).Select(state => Live.View(state))];
            seen[(int)made.Disk.Highest] = Views(live.Length, live);
        }
        made.Live.Containers.ShouldNotContainKey(made.Id("gone"));

        for (int seq = 0; seq < seen.Count; seq++)
        {
            if (seen[seq].Length == 0)
                continue;
            Reply<PastFleet> then = await made.Open().ListAsync(Moment.After(seq), all: true, null, default);
            then.View.ShouldNotBeNull().Seq.ShouldBe(seq);
            Views(then.View.Containers.Count, then.View.Containers).ShouldBe(seen[seq]);
        }
    }

    [Fact]
    public async Task ListAt_WithASnapshotBeforeAfterOrAtTheMoment_IsTheSame()
    {
        MadeHistory made = new();
        foreach (Action<MadeHistory> step in Life().Take(4))
            step(made);
        using SnapshotHolder snapshot = new(made.Live);
        foreach (Action<MadeHistory> step in Life().Skip(4))
            step(made);

        for (long seq = 0; seq <= made.Disk.Highest; seq++)
        {
            IReadOnlyList<ContainerView> with =
                (await made.Open(snapshot).ListAsync(Moment.After(seq), true, null, default)).View!.Containers;
            IReadOnlyList<ContainerView> without = (await made.Open().ListAsync(Moment.After(seq), true, null, default)).View!.Containers;
            Views(0, with).ShouldBe(Views(0, without));
        }
    }

    [Fact]
    public async Task GetAt_AContainerThatIsRemoved_ShowsItAsItWas()
    {
        MadeHistory made = new MadeHistory().Running("web", 1).End("web", ExitStatus.Exited(3), 5);
        long before = made.Disk.Highest;
        made.Add(new ContainerRemoveRequested(false), "web", 6).Add(new ContainerRemoved(), "web", 7);

        ContainerView view = (await made.Open().GetAsync(Moment.After(before), "web", default)).View.ShouldNotBeNull();

        view.State.ShouldBe(ContainerPhase.Stopped);
        view.Exit.ShouldNotBeNull().Code.ShouldBe(3);
        Refusal gone = (await made.Open().GetAsync(Moment.Now, "web", default)).Refusal.ShouldNotBeNull();
        gone.Kind.ShouldBe(RefusalKind.NotFound);
        gone.Reason.ShouldContain($"After record {made.Disk.Highest}");
    }

    [Fact]
    public async Task GetAt_ARenamedContainer_HasTheNameOfThen()
    {
        MadeHistory made = new MadeHistory().Create("old", 1).Add(new ContainerRenamed("new"), "old", 2);

        (await made.Open().GetAsync(Moment.After(1), "old", default)).View.ShouldNotBeNull().Name.ShouldBe("old");
        (await made.Open().GetAsync(Moment.After(1), "new", default)).Refusal.ShouldNotBeNull();
        (await made.Open().GetAsync(Moment.After(2), "new", default)).View.ShouldNotBeNull().Id.ShouldBe(made.Id("old"));
    }

    [Fact]
    public async Task ListAt_OnlyLiving_LeavesTheOthersOut()
    {
        MadeHistory made = new MadeHistory().Running("web").Create("idle");

        (await made.Open().ListAsync(Moment.Now, all: false, null, default)).View!.Containers.Select(c => c.Name).ShouldBe(["web"]);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    [InlineData(9, 1)]
    [InlineData(10, 3)]
    [InlineData(25, 4)]
    public async Task Resolve_ATime_IsTheLastRecordOfThatTimeOrBefore(int second, long seq)
    {
        MadeHistory made = new MadeHistory()
            .Create("a", 0).Create("b", 10).Create("c", 10).Create("d", 20);

        (await made.Moments().ResolveAsync(Moment.At(MadeHistory.Noon.AddSeconds(second)), default)).View.ShouldBe(seq);
    }

    [Theory]
    [InlineData(50, 1)]
    [InlineData(70, 4)]
    [InlineData(95, 4)]
    [InlineData(100, 4)]
    [InlineData(120, 5)]
    public async Task J10_Resolve_AfterTheClockWentBack_TheNumberDecides(int second, long seq)
    {
        // At record 4 the clock is set back by half a minute.
        MadeHistory made = new MadeHistory()
            .Create("a", 50).Create("b", 90).Create("c", 100).Create("d", 70).Create("e", 110);

        (await made.Moments().ResolveAsync(Moment.At(MadeHistory.Noon.AddSeconds(second)), default)).View.ShouldBe(seq);
    }

    [Fact]
    public async Task Resolve_ATimeFarBack_FindsItInALongHistory()
    {
        MadeHistory made = new();
        for (int i = 0; i < 10_000; i++)
            made.Create($"c{i}", i);

        (await made.Moments().ResolveAsync(Moment.At(MadeHistory.Noon.AddSeconds(17)), default)).View.ShouldBe(18);
        (await made.Moments().ResolveAsync(Moment.At(MadeHistory.Noon.AddSeconds(-1)), default)).View.ShouldBe(0);
        (await made.Moments().ResolveAsync(Moment.At(MadeHistory.Noon.AddSeconds(9_998.5)), default)).View.ShouldBe(9_999);
    }

    [Fact]
    public async Task ListAt_ARecordThatIsYetToCome_IsRefusedWithTheLastOne()
    {
        Refusal refusal = (await new MadeHistory().Create("a").Open().ListAsync(Moment.After(2), true, null, default))
            .Refusal.ShouldNotBeNull();

        refusal.Kind.ShouldBe(RefusalKind.Invalid);
        refusal.Reason.ShouldContain("ends at record 1");
    }

    [Fact]
    public async Task ListAt_WithAChangedRecord_IsRefusedAndNamesIt()
    {
        MadeHistory made = new MadeHistory().Create("a").Create("b");
        JournalDisk damaged = new();
        StoredRecord second = made.Disk.Records[1];
        byte[] payload = second.Payload.ToArray();
        payload[^3] ^= 1;
        damaged.Write([made.Disk.Records[0], second with { Payload = payload }]);

        Actors.Past.PastFold fold = new(damaged, null);

        (await Should.ThrowAsync<InvalidDataException>(() => fold.ToAsync(2, default))).Message.ShouldContain("record 2");
    }

    [Fact]
    public async Task Diff_OfTwoMoments_NamesWhatIsNotTheSame()
    {
        MadeHistory made = new MadeHistory()
            .Running("web", 1).Running("old", 1).Create("same", 1).Running("leaves", 1).End("leaves", ExitStatus.Exited(0), 2);
        long from = made.Disk.Highest;
        made.End("web", ExitStatus.Exited(2), 5)
            .Add(new ContainerUpdated(Given.Spec.Resources with { MemoryBytes = 1 << 26, Pids = 5 }), "web", 6)
            .Add(new ContainerRenamed("new"), "old", 7)
            .Add(new ContainerRemoveRequested(false), "leaves", 8).Add(new ContainerRemoved(), "leaves", 8)
            .Create("passing", 9).Add(new ContainerRemoved(), "passing", 9)
            .Create("fresh", 10);

        FleetDiff diff = (await made.Open().DiffAsync(Moment.After(from), Moment.Now, default)).View.ShouldNotBeNull();

        diff.FromSeq.ShouldBe(from);
        diff.ToSeq.ShouldBe(made.Disk.Highest);
        diff.Created.Select(c => c.Name).ShouldBe(["fresh"]);
        diff.Removed.ShouldBe([new ContainerMention(made.Id("leaves"), "leaves", ContainerPhase.Stopped)]);
        diff.Passing.Select(c => c.Name).ShouldBe(["passing"]);
        diff.Changed.Select(c => c.Name).ShouldBe(["web", "new"]);
        diff.Changed[0].Changes.ShouldBe(
        [
            new FieldChange("state", "RUNNING", "STOPPED"),
            new FieldChange("exit", null, "code 2"),
            new FieldChange("memoryBytes", null, "67108864"),
            new FieldChange("pids", null, "5"),
        ]);
        diff.Changed[1].Changes.ShouldBe([new FieldChange("name", "old", "new")]);
        diff.Fleet.ShouldBeEmpty();
    }

    [Fact]
    public async Task Diff_OverAFreezeOfTheFleet_NamesIt()
    {
        MadeHistory made = new MadeHistory().Running("web");
        long from = made.Disk.Highest;
        made.Add(new FleetFreezeRequested(Operation, null, "audit", null), second: 1)
            .Add(new FleetFrozen(Operation, null, ["web"], new Dictionary<string, string>(), TimeSpan.Zero), second: 2);

        FleetDiff diff = (await made.Open().DiffAsync(Moment.After(from), Moment.Now, default)).View.ShouldNotBeNull();

        diff.Fleet.ShouldBe([new FieldChange("freeze", null, "FROZEN by ann (audit)")]);
        diff.Changed.Single().Changes.ShouldBe(
            [new FieldChange("state", "RUNNING", "FROZEN"), new FieldChange("frozenBy", null, "ann")]);
    }

    [Fact]
    public async Task Diff_WithTheLaterMomentFirst_IsRefused() =>
        (await new MadeHistory().Create("a").Create("b").Open().DiffAsync(Moment.After(2), Moment.After(1), default))
            .Refusal.ShouldNotBeNull().Reason.ShouldContain("the earlier one first");

    private static IEnumerable<Action<MadeHistory>> Life() =>
    [
        made => made.Running("web", 1),
        made => made.Running("gone", 2),
        made => made.Add(new ContainerFreezeRequested(1, "look", null, "container"), "web", 3)
            .Add(new ContainerFrozen(1, TimeSpan.Zero), "web", 4),
        made => made.End("gone", ExitStatus.Killed(9, false), 5, 1, "container"),
        made => made.Add(new ContainerThawRequested(1), "web", 6).Add(new ContainerThawed(1, TimeSpan.Zero), "web", 7),
        made => made.Add(new ContainerRenamed("site"), "web", 8),
        made => made.Add(new FleetFreezeRequested(Operation, null, "audit", null), second: 9)
            .Add(new FleetFrozen(Operation, null, ["site"], new Dictionary<string, string>(), TimeSpan.Zero), second: 9),
        made => made.Add(new ContainerRemoveRequested(false), "gone", 10).Add(new ContainerRemoved(), "gone", 10),
        made => made.Add(new FleetThawRequested(Operation, null), second: 11)
            .Add(new FleetThawed(Operation, null, ["site"], new Dictionary<string, string>(), TimeSpan.Zero), second: 11),
        made => made.Add(new ContainerUpdated(Given.Spec.Resources with { Pids = 9 }), "web", 12),
        made => made.End("web", ExitStatus.Exited(0), 13),
    ];

    private static string Views(int count, IReadOnlyList<ContainerView> views) =>
        $"{count} {JsonSerializer.Serialize(views)}";
}
