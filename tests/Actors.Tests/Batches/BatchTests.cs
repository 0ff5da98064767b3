using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Batches;

public sealed class BatchTests
{
    private readonly FakeNode _node = new() { Payload = _ => 0 };
    private readonly JournalDisk _disk = new();

    [Fact]
    public async Task Submit_RunsEveryMemberOnceInOrderOfItsDependencies()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        BatchDefinition batch = Batch(
            Job("sum") with
            {
                Items = ["a", "b", "c"],
                Template = Given.Spec with { Command = ["sh", "-c", "x {item} {index} {job} {batch} {other}"] },
            },
            Job("report") with { AfterOk = ["sum"] });
        List<string> launched = [];
        List<string> commands = [];
        _node.Payload = order =>
        {
            launched.Add(order.Name);
            commands.Add(order.Spec.Command[^1]);
            return 0;
        };

        BatchView submitted = await daemon.DoneAsync(new SubmitBatch(Given.User, "test", batch));
        BatchView ended = await daemon.DoneAsync(new WaitBatch(submitted.Name));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Counts.ShouldBe(new BatchCounts(4, 0, 0, 0, 4, 0, 0, 0));
        launched.Order().ShouldBe(["b.report.0", "b.sum.0", "b.sum.1", "b.sum.2"]);
        launched[^1].ShouldBe("b.report.0");
        commands.ShouldContain("x c 2 sum b {other}");
        (await daemon.DoneAsync(new GetContainer("b.sum.1"))).Batch.ShouldBe("b");
    }

    [Fact]
    public async Task AFailingMember_IsRetriedAsANewAttemptOfTheSameContainer()
    {
        _node.Payload = order => order.Attempt < 3 ? 1 : 0;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);

        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("flaky") with { Retries = 2, Backoff = TimeSpan.FromMilliseconds(1) })));
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Jobs.ShouldHaveSingleItem().Attempts.ShouldBe(3);
        (await daemon.DoneAsync(new ListContainers())).ShouldHaveSingleItem().Attempt.ShouldBe(3);
    }

    [Fact]
    public async Task AFailedJob_SkipsWhatNeedsItsSuccessAndRunsWhatNeedsItsFailure()
    {
        _node.Payload = order => order.Name.StartsWith("b.bad", StringComparison.Ordinal) ? 2 : 0;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);

        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(
            Job("bad"), Job("next") with { AfterOk = ["bad"] }, Job("last") with { AfterOk = ["next"] },
            Job("rescue") with { AfterFailed = ["bad"] }, Job("always") with { After = ["bad"] })));
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Failed);
        ended.Jobs.ToDictionary(job => job.Job, job => job.State).ShouldBe(new Dictionary<string, MemberPhase>
        {
            ["bad"] = MemberPhase.Failed,
            ["next"] = MemberPhase.Skipped,
            ["last"] = MemberPhase.Skipped,
            ["rescue"] = MemberPhase.Succeeded,
            ["always"] = MemberPhase.Succeeded,
        });
        ended.Jobs[0].Reason.ShouldBe("exit code 2");
    }

    [Fact]
    public async Task Concurrency_IsNeverExceeded()
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(
            Given.User, "test", Batch(Job("j") with { Count = 9 }) with { Concurrency = 3 }));

        for (int done = 0; done < 9; done++)
        {
            await daemon.DoneAsync(new WaitContainer($"b.j.{done}", WaitCondition.Running).Soon(daemon));
            _node.Alive.ShouldBeLessThanOrEqualTo(3);
            ContainerView member = await daemon.DoneAsync(new GetContainer($"b.j.{done}"));
            _node.Exit(member.Id, ExitStatus.Exited(0));
        }
        (await daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
    }

    [Fact]
    public async Task Cancel_StopsWhatRunsAndNeverStartsTheRest()
    {
        _node.Payload = _ => null;
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(
            Given.User, "test", Batch(Job("j") with { Count = 5 }) with { Concurrency = 2 }));
        await daemon.DoneAsync(new WaitContainer("b.j.1", WaitCondition.Running).Soon(daemon));

        await daemon.DoneAsync(new CancelBatch(Given.User, "test", "b"));
        BatchView ended = await daemon.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Cancelled);
        ended.Counts.Cancelled.ShouldBe(5);
        _node.Alive.ShouldBe(0);
        _node.Starts.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Submit_OfATakenName_GetsANumber()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j"))));

        (await daemon.DoneAsync(new SubmitBatch(Given.User, "test", Batch(Job("j"))))).Name.ShouldBe("b-2");
        (await daemon.DoneAsync(new WaitBatch("b-2"))).State.ShouldBe(BatchPhase.Succeeded);
    }

    [Theory]
    [InlineData("x/y", "holds '/'")]
    [InlineData("", "1 to 200 characters")]
    public async Task Submit_WithABadName_IsRefused(string name, string reason)
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);

        Refusal refusal = await daemon.RefusedAsync(
            new SubmitBatch(Given.User, "test", Batch(Job("j")) with { Name = name }));

        refusal.Kind.ShouldBe(RefusalKind.Invalid);
        refusal.Reason.ShouldContain(reason);
    }

    [Fact]
    public async Task Submit_OfJobsThatWaitForEachOther_IsRefused()
    {
        await using TestDaemon daemon = await TestDaemon.StartAsync(_node, _disk);

        Refusal refusal = await daemon.RefusedAsync(new SubmitBatch(
            Given.User, "test", Batch(Job("x") with { After = ["y"] }, Job("y") with { AfterOk = ["x"] })));

        refusal.Reason.ShouldContain("wait for each other: x, y");
    }

    internal static BatchDefinition Batch(params JobDefinition[] jobs) => new() { Name = "b", Jobs = jobs };

    internal static JobDefinition Job(string name) => new() { Name = name, Template = Given.Spec };
}
