using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Containers;

public sealed class TimeTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Stop_OfAPayloadThatIgnoresTheSignal_KillsWhenTheTimeIsOver()
    {
        _node.Obeys = _ => false;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("web", start: true));
        Task<ContainerView> stop = daemon.DoneAsync(new StopContainer(Given.User, "test", "web", TimeSpan.FromSeconds(7)));
        await daemon.SeenAsync("container-stop-requested");

        _time.Advance(TimeSpan.FromSeconds(7));

        (await stop).Exit.ShouldNotBeNull().Signal.ShouldBe(9);
        Last<ContainerKillRequested>().Time.ShouldBe(Last<ContainerStopRequested>().Time.AddSeconds(7));
    }

    [Fact]
    public async Task R19_StopOfWhatNoSignalEnds_IsToldStuckAndTheActorGoesOn()
    {
        _node.Obeys = _ => false;
        _node.Unkillable = true;
        _node.TasksLeft = ["12 dd D"];
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        ContainerView web = await daemon.DoneAsync(Given.Create("web", start: true));
        Task<Refusal> stop = daemon.RefusedAsync(new StopContainer(Given.User, "test", "web", TimeSpan.FromSeconds(7)));
        await daemon.SeenAsync("container-stop-requested");
        _time.Advance(TimeSpan.FromSeconds(7));
        await daemon.SeenAsync("container-kill-requested");

        _time.Advance(TimeSpan.FromSeconds(10));

        (await stop).Reason.ShouldContain("STUCK");
        Last<ContainerStuck>().Event<ContainerStuck>().Tasks.ShouldBe(["12 dd D"]);
        (await daemon.DoneAsync(new GetContainer("web"))).Stuck.ShouldNotBeNull().Tasks.ShouldBe(["12 dd D"]);
        // Whoever asks again is told at once, and the container is not lost: its end comes.
        (await daemon.RefusedAsync(new StopContainer(Given.User, "test", "web", null))).Reason.ShouldContain("12 dd D");
        _node.Exit(web.Id, ExitStatus.Killed(9, false));
        ContainerView ended = await daemon.DoneAsync(new WaitContainer("web"));
        ended.Stuck.ShouldBeNull();
        ended.Exit.ShouldNotBeNull().Signal.ShouldBe(9);
    }

    [Fact]
    public async Task R19_KillWhoseTasksAreGone_IsNotStuckWhateverTheLaunchersWordTakes()
    {
        _node.Obeys = _ => false;
        _node.Unkillable = true;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        ContainerView web = await daemon.DoneAsync(Given.Create("web", start: true));
        await daemon.DoneAsync(new KillContainer(Given.User, "test", "web", 9));
        await daemon.SeenAsync("container-kill-requested");

        _time.Advance(TimeSpan.FromSeconds(25));
        _node.Exit(web.Id, ExitStatus.Killed(9, false));

        await daemon.DoneAsync(new WaitContainer("web"));
        _disk.Events.ShouldNotContain(record => record.Event is ContainerStuck);
    }

    [Fact]
    public async Task R05_StartWhileNothingMayStart_IsRefusedForNowAndNotRecorded()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("web"));
        _node.Obstacle = "The disk is full.";

        Refusal refused = await daemon.RefusedAsync(new StartContainer(Given.User, "test", "web"));

        refused.Kind.ShouldBe(RefusalKind.Unavailable);
        refused.Reason.ShouldBe("The disk is full.");
        _disk.Events.ShouldNotContain(record => record.Event is ContainerStartRequested);
        _node.Obstacle = null;
        (await daemon.DoneAsync(new StartContainer(Given.User, "test", "web"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Timeout_EndsTheAttemptAndSaysSo()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("job", Given.Spec with { Timeout = TimeSpan.FromMinutes(2) }, start: true));

        _time.Advance(TimeSpan.FromMinutes(2));

        ContainerView ended = await daemon.DoneAsync(new WaitContainer("job"));
        ended.Exit.ShouldNotBeNull().TimedOut.ShouldBeTrue();
        ended.Exit.Success.ShouldBeFalse();
    }

    [Fact]
    public async Task Timeout_GoesOnThroughARestartOfTheDaemon()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk, _time);
        await first.DoneAsync(Given.Create("job", Given.Spec with { Timeout = TimeSpan.FromMinutes(2) }, start: true));
        _time.Advance(TimeSpan.FromMinutes(1));
        await first.KillAsync();

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk, _time);
        await next.SeenAsync("engine-started");
        _time.Advance(TimeSpan.FromMinutes(1));

        (await next.DoneAsync(new WaitContainer("job"))).Exit.ShouldNotBeNull().TimedOut.ShouldBeTrue();
        Last<ContainerTimedOut>().Time.ShouldBe(Last<ContainerStarted>().Time.AddMinutes(2));
    }

    [Fact]
    public async Task RestartPolicy_StartsAgainAfterItsDelay()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        ContainerView web = await daemon.DoneAsync(Given.Create(
            "web", Given.Spec with { Restart = new RestartPolicy(RestartMode.Always) }, start: true));

        _node.Exit(web.Id, ExitStatus.Exited(1));
        await daemon.SeenAsync("container-restart-scheduled");
        _time.Advance(Last<ContainerRestartScheduled>().Event<ContainerRestartScheduled>().Delay);

        (await daemon.DoneAsync(new WaitContainer("web", WaitCondition.Running))).Attempt.ShouldBe(2);
    }

    [Fact]
    public async Task Freeze_WithALease_ThawsByItself()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        await daemon.DoneAsync(Given.Create("web", start: true));
        await daemon.DoneAsync(new FreezeContainer(Given.User, "test", "web", null, TimeSpan.FromMinutes(5)));

        _time.Advance(TimeSpan.FromMinutes(5));

        (await daemon.DoneAsync(new WaitContainer("web", WaitCondition.Running))).Freeze.ShouldBeNull();
        Last<ContainerThawRequested>().Cause.ShouldBe("the time of its freeze is over");
    }

    [Fact]
    public async Task Accounting_PublishesUsageAndTheShareOfACpu()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk, _time);
        DateTimeOffset began = _time.GetUtcNow();
        _node.Usage = _ => ResourceUsage.None with { CpuUsec = (long)(_time.GetUtcNow() - began).TotalMicroseconds / 4 };
        await daemon.DoneAsync(Given.Create("web", start: true));

        await UntilAsync(daemon, stats => stats.Usage.CpuUsec > 0 && stats.CpuPercent == 25);
    }

    private async Task UntilAsync(TestDaemon daemon, Func<StatsView, bool> holds)
    {
        using CancellationTokenSource limit = new(TestDaemon.Limit);
        while (!holds((await daemon.DoneAsync(new GetStats("web"))).Single()))
        {
            limit.Token.ThrowIfCancellationRequested();
            // Again and again, since the accounting actor arms its timer in its own time.
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private JournalRecord Last<T>() => _disk.Events.Last(record => record.Event is T);
}
