using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Tests.Fakes;
using static Orchestrator.Actors.Tests.Batches.BatchTests;

namespace Orchestrator.Actors.Tests.Batches;

public sealed class ScheduleTests
{
    private readonly FakeNode _node = new() { Payload = _ => 0 };
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 30, TimeSpan.Zero));

    [Fact]
    public async Task ADueTime_SubmitsTheBatchOnceInItsTimeZone()
    {
        await using TestDaemon daemon = await StartAsync();
        IReadOnlyList<ScheduleView> added = await daemon.DoneAsync(new AddSchedule(
            Given.User, "test", "s", new ScheduleDefinition("5 13 * * *", "Europe/Berlin", Batch(Job("j")), MissedRuns.Once, OverlappingRuns.Forbid)));
        added.ShouldHaveSingleItem().Next.ShouldBe(new DateTimeOffset(2026, 11, 24, 12, 5, 0, TimeSpan.Zero));

        await TicksAsync(daemon, 10);
        while (!(await daemon.AskAsync(new GetBatch("b-20261124-120500"))).IsDone)
            await Task.Yield();
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b-20261124-120500"));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Owner.ShouldBe(Given.User);
        ScheduleView view = (await daemon.DoneAsync(new ListSchedules())).ShouldHaveSingleItem();
        view.LastBatch.ShouldBe("b-20261124-120500");
        view.LastOutcome.ShouldBe(ScheduleOutcome.Submitted);
        view.Next.ShouldBe(new DateTimeOffset(2026, 11, 25, 12, 5, 0, TimeSpan.Zero));
        (await daemon.DoneAsync(new ListBatches())).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(MissedRuns.Once, 1)]
    [InlineData(MissedRuns.Skip, 0)]
    [InlineData(MissedRuns.All, 3)]
    public async Task TimesMissedByAStoppedDaemon_AreTreatedAsAskedFor(MissedRuns missed, int batches)
    {
        await using (TestDaemon first = await StartAsync())
        {
            await first.DoneAsync(new AddSchedule(
                Given.User, "test", "s", new ScheduleDefinition("0 * * * *", null, Batch(Job("j")), missed, OverlappingRuns.Allow)));
        }
        _time.Advance(TimeSpan.FromMinutes(200));
        await using TestDaemon second = await StartAsync();
        await TicksAsync(second, 2);

        while ((await second.DoneAsync(new ListSchedules()))[0].LastDue is null)
            await Task.Yield();

        (await second.DoneAsync(new ListBatches())).Count.ShouldBe(batches);
        ScheduleView view = (await second.DoneAsync(new ListSchedules())).ShouldHaveSingleItem();
        view.LastDue.ShouldBe(new DateTimeOffset(2026, 11, 24, 15, 0, 0, TimeSpan.Zero));
        view.LastOutcome.ShouldBe(batches == 0 ? ScheduleOutcome.Skipped : ScheduleOutcome.Submitted);
    }

    [Theory]
    [InlineData(OverlappingRuns.Allow, 3, 3)]
    [InlineData(OverlappingRuns.Forbid, 1, 1)]
    [InlineData(OverlappingRuns.Replace, 3, 1)]
    public async Task ATimeDuringTheEarlierBatch_IsTreatedAsAskedFor(OverlappingRuns overlapping, int batches, int alive)
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await StartAsync();
        await daemon.DoneAsync(new AddSchedule(
            Given.User, "test", "s", new ScheduleDefinition("* * * * *", null, Batch(Job("j")), MissedRuns.Once, overlapping)));

        for (int minute = 1; minute <= 3; minute++)
        {
            await TicksAsync(daemon, 1);
            string newest = overlapping == OverlappingRuns.Forbid ? "b-20261124-120100" : $"b-20261124-120{minute}00";
            while (!(await daemon.AskAsync(new GetBatch(newest))).IsDone
                || (await daemon.DoneAsync(new GetBatch(newest))).Counts.Running == 0)
                await Task.Yield();
        }
        while (_node.Alive != alive)
            await Task.Yield();

        (await daemon.DoneAsync(new ListBatches())).Count.ShouldBe(batches);
    }

    [Fact]
    public async Task Add_OfWhatIsNoTimeOrATakenName_IsRefused()
    {
        await using TestDaemon daemon = await StartAsync();
        ScheduleDefinition sound = new("@hourly", null, Batch(Job("j")), MissedRuns.Once, OverlappingRuns.Forbid);
        await daemon.DoneAsync(new AddSchedule(Given.User, "test", "s", sound));

        (await daemon.RefusedAsync(new AddSchedule(Given.User, "test", "s", sound))).Reason.ShouldContain("There is a schedule s already");
        (await daemon.RefusedAsync(new AddSchedule(Given.User, "test", "t", sound with { Cron = "61 * * * *" }))).Reason.ShouldContain("is no cron expression");
        (await daemon.RefusedAsync(new AddSchedule(Given.User, "test", "t", sound with { Cron = "0 0 30 2 *" }))).Reason.ShouldContain("names no time");
        (await daemon.RefusedAsync(new AddSchedule(Given.User, "test", "t", sound with { TimeZone = "Mars/Base" }))).Reason.ShouldContain("no time zone 'Mars/Base'");
        (await daemon.DoneAsync(new RemoveSchedule(Given.User, "test", "s"))).ShouldBeEmpty();
        (await daemon.RefusedAsync(new RemoveSchedule(Given.User, "test", "s"))).Kind.ShouldBe(RefusalKind.NotFound);
    }

    private Task<TestDaemon> StartAsync() => TestDaemon.StartAsync(_node, _disk, _time);

    private async Task TicksAsync(TestDaemon daemon, int minutes)
    {
        for (int minute = 0; minute < minutes; minute++)
        {
            await daemon.DoneAsync(new GetQueue());
            _time.Advance(TimeSpan.FromMinutes(1));
            await daemon.DoneAsync(new GetQueue());
        }
    }
}
