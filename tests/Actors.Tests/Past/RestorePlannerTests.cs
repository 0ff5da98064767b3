using Orchestrator.Actors.Events;
using Orchestrator.Actors.Past;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Actors.Tests.Model;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Past;

public sealed class RestorePlannerTests
{
    private static readonly Guid Operation = new("00000000-0000-7000-8000-0000000000aa");

    [Fact]
    public void Plan_OfALivingContainer_AdoptsIt()
    {
        PlannedContainer web = Plan(new MadeHistory().Running("web"), SurveyVerdict.Alive);

        web.Action.ShouldBe(PlannedAction.Adopt);
        web.Then.ShouldBe(ContainerPhase.Running);
        web.Why.ShouldBe("its init (pid 4242) lives, so it goes on and is adopted");
    }

    [Fact]
    public void Plan_OfOneThatEnded_RecordsTheEndAndRestartsByPolicy()
    {
        MadeHistory made = new MadeHistory().Running("web", 0, Given.Spec with { Restart = new RestartPolicy(RestartMode.Always) });

        PlannedContainer web = Plan(made, SurveyVerdict.Ended, ExitStatus.Exited(1));

        web.Action.ShouldBe(PlannedAction.Restart);
        web.Then.ShouldBe(ContainerPhase.Stopped);
        web.Why.ShouldStartWith("its end is recorded: it ended by itself with code 1 (failure); its restart policy (always) starts attempt 2 in ");
    }

    [Fact]
    public void Plan_OfOneThatNobodyKnows_MakesUpNothing()
    {
        PlannedContainer web = Plan(new MadeHistory().Running("web"), verdict: null);

        web.Action.ShouldBe(PlannedAction.RecordEnd);
        web.Why.ShouldContain("nobody can tell how");
    }

    [Fact]
    public void Plan_OfAnIntentWithoutEffect_LaunchesIt()
    {
        MadeHistory made = new MadeHistory().Create("web").Add(new ContainerStartRequested(1, false), "web");

        PlannedContainer web = Plan(made, SurveyVerdict.NeverStarted);

        web.Action.ShouldBe(PlannedAction.Launch);
        web.Why.ShouldBe("attempt 1 was asked for and never began: it is launched");
    }

    [Fact]
    public void Plan_OfOneWhoseFreezeIsOver_ThawsIt()
    {
        MadeHistory made = new MadeHistory().Running("web")
            .Add(new ContainerFreezeRequested(1, null, TimeSpan.FromSeconds(5), "container"), "web", 1)
            .Add(new ContainerFrozen(1, TimeSpan.Zero), "web", 1);

        PlannedContainer web = Plan(made, SurveyVerdict.AliveFrozen);

        web.Action.ShouldBe(PlannedAction.Thaw);
        web.Why.ShouldEndWith("the time of its freeze is over: it is thawed");
    }

    [Fact]
    public void Plan_OfOneWhoseRunTimeIsOver_KillsIt()
    {
        MadeHistory made = new MadeHistory().Running("web", 0, Given.Spec with { Timeout = TimeSpan.FromSeconds(10) });

        Plan(made, SurveyVerdict.Alive).Why.ShouldEndWith("its run time is over: it is killed");
    }

    [Fact]
    public void Plan_OfOneWhoseRemovalWasCutOff_RemovesIt()
    {
        PlannedContainer web = Plan(
            new MadeHistory().Running("web").Add(new ContainerRemoveRequested(true), "web", 1)
                .Add(new ContainerKillRequested(1, KillReason.Removal), "web", 1),
            SurveyVerdict.Ended, ExitStatus.Killed(9, false));

        web.Action.ShouldBe(PlannedAction.Remove);
        web.Why.ShouldEndWith("its removal was cut off and is carried on");
    }

    [Fact]
    public void Plan_OfOneAtRest_LeavesItAlone()
    {
        PlannedContainer web = Plan(new MadeHistory().Running("web").End("web", ExitStatus.Exited(0), 1), verdict: null);

        web.Action.ShouldBe(PlannedAction.Nothing);
        web.Why.ShouldBe("it does not run, and nothing is due");
    }

    [Fact]
    public void Plan_OfAFrozenFleet_KeepsItFrozenOrThawsItWhenTheTimeIsOver()
    {
        MadeHistory made = new MadeHistory().Running("web")
            .Add(new FleetFreezeRequested(Operation, null, null, TimeSpan.FromSeconds(100)), second: 1)
            .Add(new FleetFrozen(Operation, null, ["web"], new Dictionary<string, string>(), TimeSpan.Zero), second: 1);

        Of(made, [], 60).Fleet.ShouldBe("the fleet stays frozen, and the kernel is made to agree; it is thawed at 2026-11-23T12:01:41Z");
        Of(made, [], 600).Fleet.ShouldBe("the time of the freeze of the fleet is over: it is thawed");
    }

    [Fact]
    public void Plan_OfABatch_TellsVerdictsAndWhatGoesOn()
    {
        Guid id = Guid.NewGuid();
        BatchDefinition sums = new()
        {
            Name = "sums", Jobs = [new JobDefinition { Name = "sum", Template = Given.Spec, Count = 3, Retries = 1 }],
        };
        MadeHistory made = new MadeHistory().Add(new BatchSubmitted(id, "sums", sums), batch: "sums")
            .Running("sums.sum.0", 1, job: new JobRef(id, "sums", "sum", 0))
            .Running("sums.sum.1", 1, job: new JobRef(id, "sums", "sum", 1));

        RestorePlan plan = Of(
            made,
            [
                Found(made, "sums.sum.0", SurveyVerdict.Ended, ExitStatus.Exited(0)),
                Found(made, "sums.sum.1", SurveyVerdict.Ended, ExitStatus.Exited(4)),
            ],
            60);

        plan.Batches.Single().Why.ShouldBe(
            "sum.0 is recorded as succeeded; sum.1 is tried again in 1 s (attempt 2); "
            + "1 members wait and are started as places come free; 2 run, 0 of 3 have ended");
    }

    [Fact]
    public async Task Plan_OfARunningDaemon_IsWhatItsRestartThenDoes()
    {
        FakeNode node = new();
        JournalDisk disk = new();
        RestorePlan plan;
        await using (TestDaemon daemon = await TestDaemon.StartAsync(node, disk))
        {
            await daemon.DoneAsync(Given.Create("stays", start: true));
            await daemon.DoneAsync(Given.Create("idle"));
            Guid ends = (await daemon.DoneAsync(Given.Create("ends", start: true))).Id;
            daemon.Runtime.Cut();
            node.Exit(ends, ExitStatus.Exited(7));
            long before = disk.Highest;

            plan = (await daemon.Planner.PlanAsync(CancellationToken.None)).View.ShouldNotBeNull();

            disk.Highest.ShouldBe(before);
        }
        plan.Containers.Select(c => (c.Name, c.Action)).ShouldBe(
            [("stays", PlannedAction.Adopt), ("idle", PlannedAction.Nothing), ("ends", PlannedAction.RecordEnd)]);

        await using TestDaemon next = await TestDaemon.StartAsync(node, disk);
        ReadinessView ready = await next.DoneAsync(new GetReadiness());

        (ready.Adopted, ready.Ended, ready.Relaunched).ShouldBe((plan.Adopted, plan.Ended, plan.Relaunched));
        foreach (PlannedContainer planned in plan.Containers)
            (await next.DoneAsync(new GetContainer(planned.Name))).State.ShouldBe(planned.Then);
    }

    private static PlannedContainer Plan(MadeHistory made, SurveyVerdict? verdict, ExitStatus? status = null) =>
        Of(made, verdict is { } known ? [Found(made, "web", known, status)] : [], 60).Containers.Single();

    private static RestorePlan Of(MadeHistory made, IReadOnlyList<SurveyResult> found, int second) =>
        RestorePlanner.Of(made.Live.ToSnapshot(), found, MadeHistory.Noon.AddSeconds(second));

    private static SurveyResult Found(MadeHistory made, string name, SurveyVerdict verdict, ExitStatus? status = null) => new(
        made.Id(name), 1, verdict, verdict is SurveyVerdict.Alive or SurveyVerdict.AliveFrozen ? States.Init : null,
        status is null ? null : new InitExit(made.Id(name), 1, status, MadeHistory.Noon.AddSeconds(30), ResourceUsage.None, 0, null));
}
