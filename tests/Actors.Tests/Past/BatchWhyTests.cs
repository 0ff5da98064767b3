using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Past;

public sealed class BatchWhyTests
{
    private static readonly Guid Id = new("00000000-0000-7000-8000-0000000000bb");

    private static readonly BatchDefinition Sums = new()
    {
        Name = "sums",
        Concurrency = 1,
        Jobs =
        [
            new JobDefinition { Name = "sum", Template = Given.Spec, Count = 2, Retries = 1 },
            new JobDefinition { Name = "report", Template = Given.Spec, AfterOk = ["sum"] },
        ],
    };

    [Fact]
    public async Task Why_OfAWaitingMember_NamesTheJobItWaitsFor() =>
        (await Why(Submitted(), "sums.report.0")).Summary.ShouldBe(
            "sums.report.0 is QUEUED: member 0 of job report in batch sums waits for the success of sum.");

    [Fact]
    public async Task Why_OfAMemberWithoutAPlace_SaysHowManyRun()
    {
        MadeHistory made = Submitted().Running("sums.sum.0", 1, job: Job("sum", 0));

        (await Why(made, "sums.sum.1")).Summary.ShouldEndWith(
            "member 1 of job sum in batch sums waits for a free place: 1 run, and the batch lets 1 run at once.");
    }

    [Fact]
    public async Task Why_OfARetryingMember_TellsWhenAndHowOften()
    {
        MadeHistory made = Submitted().Running("sums.sum.0", 1, job: Job("sum", 0)).End("sums.sum.0", ExitStatus.Exited(2), 3)
            .Add(new JobRetryScheduled(Id, "sum", 0, 2, TimeSpan.FromSeconds(4)), null, 4, Caller.Engine, "batch sums", "sums");

        (await Why(made, "sums.sum.0")).Summary.ShouldBe(
            "sums.sum.0 is STOPPED: attempt 1 ended by itself with code 2 (failure), at 2026-11-23T12:00:03Z. "
            + "Attempt 1 of member 0 of job sum in batch sums failed, and the next one is due at 2026-11-23T12:00:08Z (1 attempt left).");
    }

    [Fact]
    public async Task Why_OfASkippedMember_TellsWhatItCameAfter()
    {
        MadeHistory made = Submitted()
            .Add(Ended("sum", 0, MemberPhase.Failed, "exit code 2, attempt 2"), null, 4, Caller.Engine, "batch sums", "sums")
            .Add(Ended("report", 0, MemberPhase.Skipped, "not every member of sum succeeded"), null, 4, Caller.Engine, "batch sums", "sums");

        (await Why(made, "sums.report.0")).Summary.ShouldBe(
            "sums.report.0 is SKIPPED: member 0 of job report in batch sums never runs: not every member of sum succeeded.");
    }

    [Fact]
    public async Task Why_OfAMemberWhoseContainerIsGone_StillKnowsBoth()
    {
        MadeHistory made = Submitted().Running("sums.sum.0", 1, job: Job("sum", 0)).End("sums.sum.0", ExitStatus.Exited(0), 3)
            .Add(Ended("sum", 0, MemberPhase.Succeeded, null), null, 3, Caller.Engine, "batch sums", "sums")
            .Add(new ContainerRemoveRequested(false), "sums.sum.0", 5).Add(new ContainerRemoved(), "sums.sum.0", 5);

        WhyAnswer why = await Why(made, "sums.sum.0");

        why.State.ShouldBe("REMOVED");
        why.Summary.ShouldEndWith("Member 0 of job sum in batch sums succeeded.");
    }

    [Fact]
    public async Task Why_OfAFailedBatch_NamesWhatFailedAndWhy()
    {
        MadeHistory made = Submitted()
            .Add(Ended("sum", 0, MemberPhase.Failed, "exit code 2"), null, 4, Caller.Engine, "batch sums", "sums")
            .Add(Ended("sum", 1, MemberPhase.Succeeded, null), null, 4, Caller.Engine, "batch sums", "sums")
            .Add(Ended("report", 0, MemberPhase.Skipped, "not every member of sum succeeded"), null, 4, Caller.Engine, "batch sums", "sums")
            .Add(new BatchEnded(Id, BatchPhase.Failed), null, 5, Caller.Engine, "batch sums", "sums");

        WhyAnswer why = await Why(made, "sums");

        why.Kind.ShouldBe("batch");
        why.Summary.ShouldBe(
            "sums is FAILED: 1 of 3 members failed and 0 were cancelled. Failed: sum.0 (exit code 2). "
            + "Job report never ran: not every member of sum succeeded.");
        why.Chain.Select(line => line.Text).ShouldBe(
        [
            "ann (uid 1000) submitted it", "sum.0 failed: exit code 2",
            "report.0 skipped: not every member of sum succeeded", "it ended: failed",
        ]);
    }

    [Fact]
    public async Task Why_OfACancelledBatch_NamesWhoCancelled()
    {
        MadeHistory made = Submitted().Add(new BatchCancelRequested(Id), null, 4, new Caller(1001, "bob"), "test", "sums");

        (await Why(made, "sums")).Summary.ShouldStartWith(
            "sums is CANCELLING: bob (uid 1001) cancelled it at 2026-11-23T12:00:04Z; 0 of 3 members had succeeded or did so still.");
    }

    [Fact]
    public async Task Why_OfARunningBatch_TellsWhatWaitsForWhat()
    {
        MadeHistory made = Submitted().Running("sums.sum.0", 1, job: Job("sum", 0));

        (await Why(made, "sums")).Summary.ShouldBe(
            "sums is RUNNING: 0 of 3 members have ended, 1 run, 2 wait. Job report waits for the success of sum.");
    }

    [Theory]
    [InlineData("sums.sum.2")]
    [InlineData("sums.sum.-1")]
    [InlineData("sums.other.0")]
    [InlineData("other.sum.0")]
    [InlineData("sums.sum")]
    public async Task Why_OfAMemberThatIsNone_IsNotFound(string name) =>
        (await Submitted().Open().WhyAsync(name, Moment.Now, default)).Refusal.ShouldNotBeNull().Kind.ShouldBe(RefusalKind.NotFound);

    private static MadeHistory Submitted() =>
        new MadeHistory().Add(new BatchSubmitted(Id, "sums", Sums), null, 0, null, "POST /v1/batches", "sums");

    private static JobRef Job(string job, int index) => new(Id, "sums", job, index);

    private static JobEnded Ended(string job, int index, MemberPhase phase, string? reason) => new(Id, job, index, phase, reason);

    private static async Task<WhyAnswer> Why(MadeHistory made, string name) =>
        (await made.Open().WhyAsync(name, Moment.Now, default)).View.ShouldNotBeNull();
}
