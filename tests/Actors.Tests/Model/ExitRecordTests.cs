using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Tests.Model;

/// <summary>What the record of an end tells beyond what the kernel said.</summary>
public sealed class ExitRecordTests
{
    private static readonly Caller Bob = new(1001, "bob");

    [Theory]
    [InlineData(9, null)]
    [InlineData(10, EndCause.Signal)]
    public void Ended_AfterASignal_NamesItsSenderOnlyIfItEndedByIt(int endedBy, EndCause? expected)
    {
        ContainerExited exited = End(
            States.In(ContainerPhase.Running), ExitStatus.Killed(endedBy, false), 5,
            (1, Bob, new ContainerSignalRequested(1, 10)));

        EndCause? cause = exited.Ending?.Cause;
        cause.ShouldBe(expected);
        (exited.Ending?.By == Bob).ShouldBe(expected is not null);
    }

    [Fact]
    public void Ended_ByItself_NamesNobody()
    {
        ContainerExited exited = End(States.In(ContainerPhase.Running), ExitStatus.Exited(3), 2);

        exited.Ending.ShouldBeNull();
        exited.TimedOut.ShouldBe(false);
        exited.RunTime.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Ended_ByAStopThatWasOverdue_NamesWhoAskedForTheStop()
    {
        ContainerExited exited = End(
            States.In(ContainerPhase.Running), ExitStatus.Killed(9, false), 12,
            (1, Bob, new ContainerStopRequested(1, 15, TimeSpan.FromSeconds(10), false)),
            (11, Caller.Engine, new ContainerKillRequested(1, KillReason.StopOverdue)));

        exited.Ending.ShouldBe(new Ending(EndCause.StopOverdue, Bob, "test", States.Now.AddSeconds(1), 9));
    }

    [Theory]
    [InlineData(KillReason.Asked, EndCause.Kill)]
    [InlineData(KillReason.Removal, EndCause.Removal)]
    public void Ended_ByAKill_NamesWhoKilled(KillReason reason, EndCause cause)
    {
        ContainerExited exited = End(
            States.In(ContainerPhase.Running), ExitStatus.Killed(9, false), 12,
            (1, Given.User, new ContainerStopRequested(1, 15, TimeSpan.FromSeconds(10), false)),
            (2, Bob, new ContainerKillRequested(1, reason)));

        exited.Ending.ShouldNotBeNull().Cause.ShouldBe(cause);
        exited.Ending.By.ShouldBe(Bob);
    }

    [Fact]
    public void Ended_ByItsTimeLimit_SaysSo()
    {
        ContainerExited exited = End(
            States.In(ContainerPhase.Running), ExitStatus.Killed(9, false), 60,
            (59, Caller.Engine, new ContainerTimedOut(1, TimeSpan.FromSeconds(59))));

        exited.TimedOut.ShouldBe(true);
        exited.Ending.ShouldNotBeNull().Cause.ShouldBe(EndCause.TimeLimit);
        exited.Ending.By.Kind.ShouldBe(CallerKind.Engine);
    }

    [Fact]
    public void Ended_OnAKernelThatCountsNoFrozenTime_HasItFromTheEvents()
    {
        (int, Caller, IContainerEvent)[] twice =
        [
            (1, Bob, new ContainerFreezeRequested(1, null, null, "container")),
            (2, Bob, new ContainerFrozen(1, TimeSpan.Zero)),
            (5, Bob, new ContainerThawRequested(1)),
            (5, Bob, new ContainerThawed(1, TimeSpan.Zero)),
            (7, Bob, new ContainerFreezeRequested(1, null, null, "container")),
            (8, Bob, new ContainerFrozen(1, TimeSpan.Zero)),
        ];

        End(States.In(ContainerPhase.Running), ExitStatus.Killed(9, false), 12, twice).Usage.FrozenUsec.ShouldBe(7_000_000);
    }

    [Fact]
    public void Ended_OnAKernelThatCountsFrozenTime_HasTheKernelsFigure()
    {
        ContainerState frozen = States.In(ContainerPhase.Frozen);

        Exit(frozen, ExitStatus.Exited(0), 9, ResourceUsage.None with { FrozenUsec = 17 }).Usage.FrozenUsec.ShouldBe(17);
    }

    [Fact]
    public void J10_Ended_AfterTheClockWentBack_HasNoNegativeTimes()
    {
        ContainerExited exited = Exit(States.In(ContainerPhase.Frozen), ExitStatus.Exited(0), -3600, ResourceUsage.None);

        exited.RunTime.ShouldBe(TimeSpan.Zero);
        exited.Usage.FrozenUsec.ShouldBe(0);
    }

    [Fact]
    public void ExitView_OfAVersion1Record_TellsWhatTheEventsBeforeItTell()
    {
        ContainerState killed = Evolve(
            States.In(ContainerPhase.Running), (59, Caller.Engine, new ContainerTimedOut(1, TimeSpan.FromSeconds(59))));

        ContainerState ended = Evolve(
            killed, (60, Caller.Engine, new ContainerExited(
                1, ExitStatus.Killed(9, false), States.Now.AddSeconds(60), ResourceUsage.None, 0, null)));

        ended.Exit.ShouldNotBeNull().TimedOut.ShouldBeTrue();
        ended.Exit.Ending.ShouldBeNull();
    }

    private static ContainerExited End(
        ContainerState state, ExitStatus status, int at, params (int, Caller, IContainerEvent)[] before) =>
        Exit(before.Aggregate(state, Evolve), status, at, ResourceUsage.None);

    private static ContainerExited Exit(ContainerState state, ExitStatus status, int at, ResourceUsage usage) =>
        ContainerMachine.Decide(state, new Order.Ended(new InitExit(
            Guid.Empty, 1, status, States.Now.AddSeconds(at), usage, 0, null)) { Attempt = 1 })
            .Events[0].ShouldBeOfType<ContainerExited>();

    private static ContainerState Evolve(ContainerState state, (int Second, Caller By, IContainerEvent What) step) =>
        ContainerEvolution.Evolve(state, new JournalRecord(
            1, States.Now.AddSeconds(step.Second), Guid.Empty, "web", null, step.By, "test", step.What, []))
            .ShouldNotBeNull();
}
