using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Containers;

public sealed class LifeTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();

    [Fact]
    public async Task Start_OfACreatedContainer_RunsAndIsRecorded()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerView created = await daemon.DoneAsync(Given.Create("web"));
        created.State.ShouldBe(ContainerPhase.Stopped);

        ContainerView running = await daemon.DoneAsync(new StartContainer(Given.User, "test", "web"));

        running.State.ShouldBe(ContainerPhase.Running);
        running.Pid.ShouldBe(1001);
        running.Attempt.ShouldBe(1);
        _disk.Records.Select(record => record.Manifest).ShouldBe(
            ["engine-started.v2", "container-created.v1", "container-start-requested.v1", "container-started.v1"]);
    }

    [Fact]
    public async Task Create_OnTheUpperLayerOfAnother_IsRefusedUntilThatIsRemoved()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerSpec spec = Given.Spec with { Root = new RootSpec { Upper = "/srv/upper" } };
        await daemon.DoneAsync(Given.Create("one", spec));
        ContainerSpec same = spec with { Root = new RootSpec { Upper = "/srv/upper/" } };

        Refusal refusal = await daemon.RefusedAsync(Given.Create("two", same));

        refusal.Kind.ShouldBe(RefusalKind.Conflict);
        refusal.Reason.ShouldContain("container one writes");
        await daemon.DoneAsync(new RemoveContainer(Given.User, "test", "one"));
        await daemon.DoneAsync(Given.Create("two", same));
    }

    [Fact]
    public async Task Wait_ForAPayloadThatEnds_TellsItsExit()
    {
        _node.Payload = _ => 7;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("job", start: true));

        ContainerView ended = await daemon.DoneAsync(new WaitContainer("job"));

        ended.State.ShouldBe(ContainerPhase.Stopped);
        ended.Exit.ShouldNotBeNull().Code.ShouldBe(7);
        ended.Usage.CpuUsec.ShouldBe(42);
    }

    [Fact]
    public async Task Stop_OfARunningContainer_SendsItsSignalAndAnswersAtTheEnd()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));

        ContainerView stopped = await daemon.DoneAsync(new StopContainer(Given.User, "test", "web"));

        stopped.State.ShouldBe(ContainerPhase.Stopped);
        stopped.Exit.ShouldNotBeNull().Signal.ShouldBe(15);
    }

    [Fact]
    public async Task Restart_OfARunningContainer_BeginsTheNextAttempt()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));

        ContainerView again = await daemon.DoneAsync(new RestartContainer(Given.User, "test", "web"));

        again.State.ShouldBe(ContainerPhase.Running);
        again.Attempt.ShouldBe(2);
        _node.Alive.ShouldBe(1);
    }

    [Fact]
    public async Task Start_ThatFails_IsRefusedWithTheStepAndTheCode()
    {
        _node.Failure = _ => new LaunchFailure("exec", 2, "no such file", 127);
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);

        Refusal refusal = await daemon.RefusedAsync(Given.Create("web", start: true));

        refusal.ExitCode.ShouldBe(127);
        refusal.Reason.ShouldBe("web did not start: exec: no such file");
        ContainerView view = await daemon.DoneAsync(new GetContainer("web"));
        view.State.ShouldBe(ContainerPhase.Stopped);
        view.Exit.ShouldNotBeNull().Code.ShouldBe(127);
    }

    [Fact]
    public async Task Remove_WithForce_KillsAndLeavesNothing()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));
        (await daemon.RefusedAsync(new RemoveContainer(Given.User, "test", "web"))).Kind.ShouldBe(RefusalKind.Conflict);

        ContainerView last = await daemon.DoneAsync(new RemoveContainer(Given.User, "test", "web", Force: true));

        last.Exit.ShouldNotBeNull().Signal.ShouldBe(9);
        _node.Alive.ShouldBe(0);
        (await daemon.RefusedAsync(new GetContainer("web"))).Kind.ShouldBe(RefusalKind.NotFound);
        (await daemon.DoneAsync(Given.Create("web"))).Name.ShouldBe("web");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Volumes_ThatComeAndGoWithAContainer_AreToldInTheSameWrites(bool volumes)
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerSpec spec = Given.Spec with { Mounts = [new MountSpec { Kind = MountKind.Volume, Source = "anonymous-1", Target = "/data" }] };
        await daemon.DoneAsync(Given.Create("web", spec));

        await daemon.DoneAsync(new RemoveContainer(Given.User, "test", "web", Volumes: volumes));

        _disk.Records.Select(record => record.Manifest).ShouldBe(
            [
                "engine-started.v2", "container-created.v1", "volume-made.v2", "container-remove-requested.v2", "container-removed.v1",
                .. volumes ? (string[])["volume-removed.v1"] : [],
            ]);
        _disk.Events[2].Time.ShouldBe(_disk.Events[1].Time);
        _disk.Events[2].Caller.ShouldBe(Given.User);
        _disk.Events[2].ContainerId.ShouldBeNull();
        if (volumes)
            ((VolumeRemoved)_disk.Events[5].Event).Name.ShouldBe("anonymous-1");
    }

    [Fact]
    public async Task Create_WithATakenName_IsRefused()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web"));

        (await daemon.RefusedAsync(Given.Create("web"))).Kind.ShouldBe(RefusalKind.Conflict);
        (await daemon.RefusedAsync(Given.Create("../web"))).Kind.ShouldBe(RefusalKind.Invalid);
    }

    [Fact]
    public async Task Freeze_AndThaw_GoThroughTheirStates()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));

        ContainerView frozen = await daemon.DoneAsync(new FreezeContainer(Given.User, "test", "web", "backup"));
        frozen.State.ShouldBe(ContainerPhase.Frozen);
        frozen.Freeze.ShouldNotBeNull().Reason.ShouldBe("backup");
        (await daemon.RefusedAsync(new ExecInContainer(Given.User, "test", "web", ["ls"]))).Kind.ShouldBe(RefusalKind.Conflict);
        (await daemon.DoneAsync(new ThawContainer(Given.User, "test", "web"))).State.ShouldBe(ContainerPhase.Running);
    }

    [Fact]
    public async Task Exec_TellsItsEnd()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));

        ExecView exec = await daemon.DoneAsync(new ExecInContainer(Given.User, "test", "web", ["ls"]));
        ExitView exit = await daemon.DoneAsync(new WaitExec("web", exec.ExecId));

        exec.Pid.ShouldBe(77);
        exit.Code.ShouldBe(3);
    }

    [Fact]
    public async Task History_OfARemovedContainer_IsFoundByNameAndById()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerView web = await daemon.DoneAsync(Given.Create("web"));
        await daemon.DoneAsync(Given.Create("web2"));
        await daemon.DoneAsync(new RemoveContainer(Given.User, "clean-up", "web"));

        foreach (string reference in new[] { "web", web.Id.ToString() })
        {
            List<EventView> events = [];
            await foreach (EventView seen in daemon.Events.ReadAsync(new EventQuery(Container: reference), CancellationToken.None))
                events.Add(seen);
            events.Select(seen => seen.Type).ShouldBe(
                ["container-created", "container-remove-requested", "container-removed"]);
            events[1].Actor.ShouldBe(Given.User);
            events[1].Cause.ShouldBe("clean-up");
        }
    }

    [Fact]
    public async Task Get_ByTheBeginningOrTheEndOfAnId_FindsIt()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerView web = await daemon.DoneAsync(Given.Create("web"));
        string id = web.Id.ToString("N");

        (await daemon.DoneAsync(new GetContainer(id[..13]))).Name.ShouldBe("web");
        (await daemon.DoneAsync(new GetContainer(id[^12..]))).Name.ShouldBe("web");
        (await daemon.RefusedAsync(new GetContainer("zzzz"))).Kind.ShouldBe(RefusalKind.NotFound);
    }

    [Fact]
    public async Task Update_ThatTheKernelRefuses_ChangesNothing()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));

        (await daemon.DoneAsync(new UpdateContainer(Given.User, "test", "web", new ResourceLimits { Pids = 50 })))
            .Spec.Resources.Pids.ShouldBe(50);
        (await daemon.RefusedAsync(new UpdateContainer(Given.User, "test", "web", new ResourceLimits { Pids = 1 })))
            .Reason.ShouldContain("pids.max");
        (await daemon.DoneAsync(new GetContainer("web"))).Spec.Resources.Pids.ShouldBe(50);
    }

    [Fact]
    public async Task Stop_WhileTheRemovalIsBeingRecorded_IsAnswered()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web"));
        TaskCompletionSource removing = new();
        using ManualResetEventSlim goOn = new();
        _disk.AfterWrite = count =>
        {
            if (count == 4)
            {
                removing.SetResult();
                goOn.Wait(TestDaemon.Limit);
            }
        };
        Task<Reply<ContainerView>> remove = daemon.AskAsync(new RemoveContainer(Given.User, "test", "web"));
        await removing.Task;
        _disk.Records[3].Manifest.ShouldBe("container-removed.v1");

        Task<Refusal> stop = daemon.RefusedAsync(new StopContainer(Given.User, "test", "web"));
        goOn.Set();

        (await stop).Kind.ShouldBe(RefusalKind.NotFound);
        (await remove).View.ShouldNotBeNull();
    }
}
