using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;

namespace Orchestrator.Actors.Tests.Batches;

public sealed class BatchRunTests
{
    [Fact]
    public void Opened_AfterAMemberEnded_LooksAtThoseThatComeAfterItOnly()
    {
        BatchRun run = Run(Job("a"), Job("b") with { AfterOk = ["a"] }, Job("c") with { After = ["b"] }, Job("d") with { AfterAny = ["a"] });
        Opened(run).ShouldBe([0]);
        run.Opened().ShouldBeEmpty();

        End(run, "a", MemberPhase.Succeeded);

        Opened(run).ShouldBe([1, 3]);
        End(run, "b", MemberPhase.Failed);
        Opened(run).ShouldBe([2]);
    }

    [Fact]
    public void Opened_AfterTheFirstFailure_SaysAtOnceWhatNeverRuns()
    {
        BatchRun run = Run(Job("a") with { Count = 2 }, Job("b") with { AfterOk = ["a"] });
        run.Opened().Count().ShouldBe(1);

        End(run, "a", MemberPhase.Failed);

        run.Opened().Single().Readiness.Kind.ShouldBe(ReadinessKind.Never);
    }

    [Fact]
    public void Opened_AfterTheMemberWithTheSameIndex_OpensThatMemberAlone()
    {
        BatchRun run = Run(
            Job("a") with { Count = 3 }, Job("b") with { Count = 3, AfterOk = ["a.{index}"] }, Job("c") with { After = ["a.2"] });
        Opened(run).ShouldBe([0, 1, 2]);

        End(run, "a", MemberPhase.Succeeded, 1);
        Opened(run).ShouldBe([4]);
        End(run, "a", MemberPhase.Failed, 2);
        (IEnumerable<int> members, Readiness readiness)[] last = [.. run.Opened()];

        last.SelectMany(opened => opened.members).ShouldBe([6, 5], ignoreOrder: true);
        last.Single(opened => opened.members.Contains(5)).readiness.Kind.ShouldBe(ReadinessKind.Never);
        last.Single(opened => opened.members.Contains(6)).readiness.Kind.ShouldBe(ReadinessKind.Ready);
    }

    [Fact]
    public void Note_OfAMemberThatWasPutBack_LooksAtItAndItsFollowersAgain()
    {
        BatchRun run = Run(Job("a"), Job("b") with { AfterOk = ["a"] });
        Opened(run).ShouldBe([0]);
        End(run, "a", MemberPhase.Failed);
        run.Opened().Single().Readiness.Kind.ShouldBe(ReadinessKind.Never);

        run.State = BatchEvolution.Evolve(run.State, Record(new JobRequeued(run.State.Id, "a", 0)));
        run.Note(0);

        Opened(run).ShouldBe([0]);
        End(run, "a", MemberPhase.Succeeded);
        Opened(run).ShouldBe([1]);
    }

    [Fact]
    public void Spec_WithoutAnythingOfTheMembersOwn_IsOneForTheJob()
    {
        BatchRun run = Run(
            Job("same") with { Count = 2, Template = Given.Spec with { Command = ["echo", "{job}"] } },
            Job("own") with { Count = 2, Template = Given.Spec with { Command = ["echo", "{index}"] } });

        run.Spec(1, _ => null).ShouldBeSameAs(run.Spec(0, _ => null));
        run.Spec(0, _ => null).Command.ShouldBe(["echo", "same"]);
        run.Spec(2, _ => null).Command.ShouldBe(["echo", "0"]);
        run.Spec(3, _ => null).Command.ShouldBe(["echo", "1"]);
    }

    private static JobDefinition Job(string name) => new() { Name = name, Template = Given.Spec, Count = 1 };

    private static BatchRun Run(params JobDefinition[] jobs)
    {
        Guid id = Guid.CreateVersion7();
        BatchSubmitted submitted = new(id, "b", new BatchDefinition { Name = "b", Jobs = jobs });
        return new BatchRun(BatchEvolution.Submit(Record(submitted), submitted), 10);
    }

    private static void End(BatchRun run, string job, MemberPhase phase, int index = 0)
    {
        run.State = BatchEvolution.Evolve(run.State, Record(new JobEnded(run.State.Id, job, index, phase, null)));
        run.Note(run.State.Ordinal(job, index));
    }

    private static IEnumerable<int> Opened(BatchRun run) =>
        run.Opened().SelectMany(opened => opened.Members).ToList();

    private static JournalRecord Record(IEvent what) =>
        RecordCodec.Seal(new Entry(what, Given.User, "test", Batch: "b"), 1, States.Now, RecordCodec.FirstHash).Record;
}
