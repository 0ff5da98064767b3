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
        run.Opened().Select(opened => opened.Job).ShouldBe([0]);
        run.Opened().ShouldBeEmpty();

        End(run, "a", MemberPhase.Succeeded);

        run.Opened().Select(opened => opened.Job).ShouldBe([1, 3]);
        End(run, "b", MemberPhase.Failed);
        run.Opened().Select(opened => opened.Job).ShouldBe([2]);
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
    public void Spec_WithoutAnythingOfTheMembersOwn_IsOneForTheJob()
    {
        BatchRun run = Run(
            Job("same") with { Count = 2, Template = Given.Spec with { Command = ["echo", "{job}"] } },
            Job("own") with { Count = 2, Template = Given.Spec with { Command = ["echo", "{index}"] } });

        run.Spec(1).ShouldBeSameAs(run.Spec(0));
        run.Spec(0).Command.ShouldBe(["echo", "same"]);
        run.Spec(2).Command.ShouldBe(["echo", "0"]);
        run.Spec(3).Command.ShouldBe(["echo", "1"]);
    }

    private static JobDefinition Job(string name) => new() { Name = name, Template = Given.Spec, Count = 1 };

    private static BatchRun Run(params JobDefinition[] jobs)
    {
        Guid id = Guid.CreateVersion7();
        BatchSubmitted submitted = new(id, "b", new BatchDefinition { Name = "b", Jobs = jobs });
        return new BatchRun(BatchEvolution.Submit(Record(submitted), submitted));
    }

    private static void End(BatchRun run, string job, MemberPhase phase)
    {
        run.State = BatchEvolution.Evolve(run.State, Record(new JobEnded(run.State.Id, job, 0, phase, null)));
        run.MemberEnded(run.State.JobOrdinal(job));
    }

    private static JournalRecord Record(IEvent what) =>
        RecordCodec.Seal(new Entry(what, Given.User, "test", Batch: "b"), 1, States.Now, RecordCodec.FirstHash).Record;
}
