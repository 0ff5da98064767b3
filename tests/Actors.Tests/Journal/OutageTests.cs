using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Events;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Journal;

public sealed class OutageTests
{
    private readonly FakeNode _node = new();
    private readonly JournalDisk _disk = new();

    [Fact]
    public async Task AnOutage_RefusesOrdersKeepsFactsAndEndsNoContainer()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        ContainerView web = await daemon.DoneAsync(Given.Create("web", start: true));
        ContainerView job = await daemon.DoneAsync(Given.Create("job", start: true));
        _disk.BeforeWrite = _ => throw new IOException("no space left on device");

        Refusal refusal = await daemon.RefusedAsync(Given.Create("other"));
        _node.Exit(job.Id, ExitStatus.Exited(5));

        refusal.Kind.ShouldBe(RefusalKind.Unavailable);
        refusal.Reason.ShouldContain("no space left on device");
        _node.Alive.ShouldBe(1);
        _disk.BeforeWrite = _ => { };
        (await daemon.DoneAsync(new WaitContainer("job"))).Exit.ShouldNotBeNull().Code.ShouldBe(5);
        (await daemon.DoneAsync(new GetContainer("web"))).Pid.ShouldBe(web.Pid);
        JournalChain.Check(_disk.Records);
    }

    [Fact]
    public async Task AStartOnAFullDisk_AnswersQuestionsAndServesOnceThereIsRoom()
    {
        TestDaemon first = await TestDaemon.StartAsync(_node, _disk);
        await first.DoneAsync(Given.Create("web", start: true));
        await first.KillAsync();
        _disk.BeforeWrite = _ => throw new IOException("no space left on device");

        await using TestDaemon next = await TestDaemon.StartAsync(_node, _disk);

        (await next.DoneAsync(new GetContainer("web"))).Name.ShouldBe("web");
        (await next.RefusedAsync(new StopContainer(Given.User, "test", "web"))).Kind.ShouldBe(RefusalKind.Unavailable);
        Task<ContainerView> running = next.DoneAsync(new WaitContainer("web", WaitCondition.Running));
        _disk.BeforeWrite = _ => { };
        (await running).State.ShouldBe(ContainerPhase.Running);
        (await next.DoneAsync(new StopContainer(Given.User, "test", "web"))).State.ShouldBe(ContainerPhase.Stopped);
    }

    [Fact]
    public async Task J12_TheEndOfAnExec_IsToldOnlyOnceItIsDurable()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web", start: true));
        long ordered = _disk.Highest + 2;
        _disk.BeforeWrite = after =>
        {
            if (after > ordered)
                throw new IOException("no space left on device");
        };

        ExecView exec = await daemon.DoneAsync(new ExecInContainer(Given.User, "test", "web", ["sh"]));
        Task<ExitView> end = daemon.DoneAsync(new WaitExec("web", exec.ExecId));
        (await daemon.RefusedAsync(Given.Create("other"))).Kind.ShouldBe(RefusalKind.Unavailable);
        await daemon.DoneAsync(new GetContainer("web"));

        end.IsCompleted.ShouldBeFalse();
        _disk.BeforeWrite = _ => { };
        (await end).Code.ShouldBe(3);
        _disk.Events.ShouldContain(record => record.Event is Actors.Events.ContainerExecExited);
    }

    [Fact]
    public async Task AWriteWhoseAnswerIsLost_IsNotRecordedTwice()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new GetReadiness());
        bool lost = false;
        _disk.AfterWrite = _ =>
        {
            if (lost)
                return;
            lost = true;
            throw new TimeoutException("the answer is lost");
        };

        ContainerView web = await daemon.DoneAsync(Given.Create("web", start: true));

        lost.ShouldBeTrue();
        web.State.ShouldBe(ContainerPhase.Running);
        _disk.Records.Select(record => record.Manifest).ShouldBe(
            ["engine-started.v2", "container-created.v1", "container-start-requested.v1", "container-started.v1"]);
        JournalChain.Check(_disk.Records);
    }

    [Fact]
    public async Task ALauncherThatIsAway_IsAskedAgain()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("web"));
        daemon.Runtime.Unavailable = 3;

        ContainerView web = await daemon.DoneAsync(new StartContainer(Given.User, "test", "web"));

        web.State.ShouldBe(ContainerPhase.Running);
        _node.Starts.Values.ShouldBe([1]);
    }

    [Fact]
    public async Task Follow_OfASlowReader_LosesNothing()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(Given.Create("c"));
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        await using IAsyncEnumerator<EventView> events =
            daemon.Events.FollowAsync(new EventQuery(0), limit.Token).GetAsyncEnumerator(limit.Token);
        (await events.MoveNextAsync()).ShouldBeTrue();
        int renames = Orchestrator.Actors.Journal.EventFeed.Buffer + 500;
        // The reader stands still while more is recorded than its buffer holds.
        List<Task> all = [];
        for (int i = 0; i < renames; i++)
            all.Add(daemon.Fleet.RequestAsync(new UpdateContainer(Given.User, "test", "c", new()), limit.Token));
        await Task.WhenAll(all);

        long seq = 1;
        while (seq < _disk.Highest && await events.MoveNextAsync())
            events.Current.Seq.ShouldBe(++seq);

        seq.ShouldBe(renames + 2);
    }
}
