using Orchestrator.Actors.Events;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Tests.Model;

public sealed class ContainerMachineTests
{
    // For each order, what it leads to from Stopped, Starting, Running, Frozen, Stopping, Freezing, Thawed, Aborting:
    // the phase afterwards, or - refused, = so already, + under way, . too late to matter.
    private const string Expected = """
        Start          Starting + = - - - = -
        Stop           = Stopping Stopping Stopping + Stopping Stopping +
        Restart        Starting - Stopping Stopping - Stopping Stopping -
        Kill           - Aborting Aborting Aborting Aborting Aborting Aborting Aborting
        Signal         - - Running Frozen Stopping Freezing Thawed -
        Freeze         - Starting Freezing Frozen - Freezing - -
        Thaw           - - = Thawed - - + -
        Update         Stopped - Running Frozen - - - -
        Hotplug        - - Running Frozen - - - -
        Exec           - - Running - - - - -
        Attach         - Starting Running Frozen Stopping Freezing Thawed Aborting
        Rename         Stopped Starting Running Frozen Stopping Freezing Thawed Aborting
        Files          Stopped Starting Running Frozen Stopping Freezing Thawed Aborting
        Remove         Stopped - - - - - - -
        RemoveForced   Stopped Aborting Aborting Aborting Aborting Aborting Aborting Aborting
        Snapshot       Stopped - Running Frozen - - - -
        Restore        - - - - - - - -
        RemoveSnapshot - - - - - - - -
        Copy           Stopped - Running Frozen - - - -
        CopySnapshot   - - - - - - - -
        Launched       . Running . . Stopping . . Aborting
        LaunchFailed   . Stopped . . Stopped . . Stopped
        Ended          . Stopped Stopped Stopped Stopped Stopped Stopped Stopped
        FreezeDone     . . . . . Frozen . .
        FreezeFailed   . . . . . Running . .
        ThawDone       . . . . . . Running .
        ThawFailed     . . . . . . Frozen .
        StopOverdue    . . . . Aborting . . .
        DeadlinePassed . . Aborting Aborting . Aborting Aborting .
        RestartDue     . . . . . . . .
        LeaseOver      . . . Thawed . . . .
        KillOverdue    . . . . . . . Aborting
        StoreDone      . . . . . . . .
        StoreFailed    . . . . . . . .
        HealthFound    . . . . . . . .
        """;

    public static TheoryData<string, ContainerPhase, string> EveryCell()
    {
        TheoryData<string, ContainerPhase, string> data = [];
        foreach (string line in Expected.Split('\n'))
        {
            string[] cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int phase = 0; phase < 8; phase++)
                data.Add(cells[0], (ContainerPhase)phase, cells[phase + 1]);
        }
        return data;
    }

    [Fact]
    public void EveryCell_CoversTheWholeTable() =>
        EveryCell().Count.ShouldBe(Enum.GetValues<OrderKind>().Length * Enum.GetValues<ContainerPhase>().Length);

    [Theory]
    [MemberData(nameof(EveryCell))]
    public void Decide_InEveryPhase_DoesWhatTheTableSays(string kind, ContainerPhase phase, string expected)
    {
        ContainerState state = States.In(phase);

        Decision decision = ContainerMachine.Decide(state, Order(Enum.Parse<OrderKind>(kind)));

        string actual = decision.Verdict switch
        {
            Verdict.No => "-",
            Verdict.Done => "=",
            Verdict.Join => "+",
            Verdict.Late => ".",
            _ => States.Apply(state, decision.Events).ShouldNotBeNull().Phase.ToString(),
        };
        actual.ShouldBe(expected);
        (decision.Verdict == Verdict.Go).ShouldBe(decision.Events.Count > 0);
        (decision.Verdict == Verdict.No).ShouldBe(decision.Refusal is not null);
    }

    [Theory]
    [MemberData(nameof(EveryCell))]
    public void Decide_AboutAnotherAttempt_IsLate(string kind, ContainerPhase phase, string expected)
    {
        _ = expected;
        Decision decision = ContainerMachine.Decide(
            States.In(phase), Order(Enum.Parse<OrderKind>(kind)) with { Attempt = 7 });

        decision.Verdict.ShouldBe(Verdict.Late);
    }

    [Fact]
    public void Restart_OfWhatRuns_BeginsTheNextAttemptWithItsEnd()
    {
        ContainerState state = States.In(ContainerPhase.Running);
        state = States.Apply(state, ContainerMachine.Decide(state, new Order.Restart(null)).Events)!;

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(15, false)));

        decision.Events.Select(e => e.GetType()).ShouldBe([typeof(ContainerExited), typeof(ContainerStartRequested)]);
        States.Apply(state, decision.Events)!.Attempt.ShouldBe(2);
    }

    [Theory]
    [InlineData(RestartMode.No, 1, false)]
    [InlineData(RestartMode.OnFailure, 0, false)]
    [InlineData(RestartMode.OnFailure, 1, true)]
    [InlineData(RestartMode.Always, 0, true)]
    [InlineData(RestartMode.UnlessStopped, 0, true)]
    public void Ended_ByItself_RestartsByPolicy(RestartMode mode, int code, bool restarts)
    {
        ContainerState state = States.In(ContainerPhase.Running, Given.Spec with { Restart = new RestartPolicy(mode) });

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Exited(code)));

        decision.Events.OfType<ContainerRestartScheduled>().Any().ShouldBe(restarts);
    }

    [Theory]
    [InlineData(RestartMode.No)]
    [InlineData(RestartMode.OnFailure)]
    public void Ended_ByItsOwnReboot_IsStartedAgainAndCounted(RestartMode mode)
    {
        ContainerState state = States.In(ContainerPhase.Running, Given.Spec with { Restart = new RestartPolicy(mode, 1) });

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(1, false)));

        decision.Events.Select(e => e.GetType()).ShouldBe([typeof(ContainerExited), typeof(ContainerRebooted), typeof(ContainerRestartScheduled)]);
        ContainerState after = States.Apply(state, decision.Events)!;
        (after.Reboots, after.Exit!.System, after.Exit.Success).ShouldBe((1, SystemEnd.Reboot, true));
        ContainerState again = States.Apply(after, ContainerMachine.Decide(after, new Order.RestartDue()).Events)!;
        (again.Attempt, again.Restarts, again.Reboots, again.Rebooting).ShouldBe((2, 0, 1, false));
    }

    [Fact]
    public void Ended_ByItsOwnHalt_IsASuccessAndNotStartedAgain()
    {
        ContainerState state = States.In(ContainerPhase.Running, Given.Spec with { Restart = new RestartPolicy(RestartMode.OnFailure) });

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(2, false)));

        decision.Events.Single().ShouldBeOfType<ContainerExited>().System.ShouldBe(SystemEnd.Halt);
    }

    [Fact]
    public void Ended_BySighupBelowOurOwnInit_IsNoReboot()
    {
        ContainerState state = States.In(ContainerPhase.Running, Given.Spec with { Init = true });

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(1, false)));

        decision.Events.Single().ShouldBeOfType<ContainerExited>().System.ShouldBeNull();
    }

    [Fact]
    public void Ended_ByARebootWhileItIsStopped_StaysStopped()
    {
        ContainerState state = States.In(ContainerPhase.Running);
        state = States.Apply(state, ContainerMachine.Decide(state, new Order.Stop(null)).Events)!;

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(1, false)));

        decision.Events.Select(e => e.GetType()).ShouldBe([typeof(ContainerExited)]);
    }

    [Fact]
    public void Restart_OfASystem_SendsItsOwnSignal()
    {
        ContainerState state = States.In(ContainerPhase.Running, Given.Spec with { StopSignal = 37, RebootSignal = 39 });

        ContainerMachine.Decide(state, new Order.Restart(null)).Events.Single().ShouldBeOfType<ContainerStopRequested>().Signal.ShouldBe(39);
        ContainerMachine.Decide(state, new Order.Stop(null)).Events.Single().ShouldBeOfType<ContainerStopRequested>().Signal.ShouldBe(37);
    }

    [Theory]
    [InlineData(RestartMode.Always)]
    [InlineData(RestartMode.UnlessStopped)]
    public void Ended_OnceStopped_StaysStopped(RestartMode mode)
    {
        ContainerState state = States.In(ContainerPhase.Stopping, Given.Spec with { Restart = new RestartPolicy(mode) });

        Decision decision = ContainerMachine.Decide(state, Ended(ExitStatus.Killed(15, false)));

        decision.Events.ShouldHaveSingleItem().ShouldBeOfType<ContainerExited>();
    }

    [Fact]
    public void RestartDelay_DoublesWithEveryShortRunUpToAMinute()
    {
        ContainerState state = States.In(
            ContainerPhase.Running, Given.Spec with { Restart = new RestartPolicy(RestartMode.Always) });
        List<double> delays = [];
        for (int run = 0; run < 12; run++)
        {
            Decision ended = ContainerMachine.Decide(state, Ended(ExitStatus.Exited(1), state.Attempt));
            delays.Add(ended.Events.OfType<ContainerRestartScheduled>().Single().Delay.TotalMilliseconds);
            state = States.Apply(state, ended.Events)!;
            state = States.Apply(state, ContainerMachine.Decide(state, new Order.RestartDue()).Events)!;
            state = States.Apply(state, [new ContainerStarted(state.Attempt, States.Init)])!;
        }

        delays.ShouldBe([200, 400, 800, 1600, 3200, 6400, 12800, 25600, 51200, 60000, 60000, 60000]);
    }

    [Fact]
    public void OnFailure_GivesUpAfterItsRetries()
    {
        ContainerState state = States.In(
            ContainerPhase.Running, Given.Spec with { Restart = new RestartPolicy(RestartMode.OnFailure, 1) });
        state = States.Apply(state, ContainerMachine.Decide(state, Ended(ExitStatus.Exited(1))).Events)!;
        state = States.Apply(state, ContainerMachine.Decide(state, new Order.RestartDue()).Events)!;
        state = States.Apply(state, [new ContainerStarted(2, States.Init)])!;

        ContainerMachine.Decide(state, Ended(ExitStatus.Exited(1), 2)).Events.ShouldHaveSingleItem();
    }

    [Fact]
    public void AutoRemove_RemovesWithTheEnd()
    {
        ContainerState state = States.In(ContainerPhase.Running) with { AutoRemove = true };

        ContainerMachine.Decide(state, Ended(ExitStatus.Exited(0))).Events.Select(e => e.GetType())
            .ShouldBe([typeof(ContainerExited), typeof(ContainerRemoveRequested)]);
    }

    [Fact]
    public void Exited_WithoutKnowledge_NeverMakesUpACode()
    {
        ContainerState state = States.In(ContainerPhase.Running);

        ExitView exit = States.Apply(state, ContainerMachine.Decide(state, Ended(ExitStatus.NotKnown("lost"))).Events)!
            .Exit.ShouldNotBeNull();

        exit.ShouldBe(new ExitView(null, null, false, null, false, true, "lost") { Attempt = 1, RunTime = exit!.RunTime });
        exit.Success.ShouldBeFalse();
    }

    internal static Order Ended(ExitStatus status, int attempt = 1) => new Order.Ended(new InitExit(
        Guid.Empty, attempt, status, States.Now.AddSeconds(1), ResourceUsage.None, 0, null)) { Attempt = attempt };

    internal static Order Order(OrderKind kind) => kind switch
    {
        OrderKind.Start => new Order.Start(),
        OrderKind.Stop => new Order.Stop(null),
        OrderKind.Restart => new Order.Restart(null),
        OrderKind.Kill => new Order.Kill(),
        OrderKind.Signal => new Order.Signal(10),
        OrderKind.Freeze => new Order.Freeze("ann", null, null, null, "container"),
        OrderKind.Thaw => new Order.Thaw("ann"),
        OrderKind.Update => new Order.Update(new ResourceLimits { Pids = 5 }),
        OrderKind.Hotplug => new Order.Hotplug(new HotplugSpec(HotplugKind.Umount, "/mnt", null)),
        OrderKind.Exec => new Order.Exec(Guid.Empty, ["ls"], null),
        OrderKind.Attach => new Order.Attach(),
        OrderKind.Rename => new Order.Rename("other"),
        OrderKind.Files => new Order.Files("in", "/etc"),
        OrderKind.Remove => new Order.Remove(false),
        OrderKind.RemoveForced => new Order.Remove(true),
        OrderKind.Snapshot => new Order.Snapshot("snap0", "why"),
        OrderKind.Restore => new Order.Restore("snap0"),
        OrderKind.RemoveSnapshot => new Order.RemoveSnapshot("snap0"),
        OrderKind.Copy => new Order.Copy(Guid.Empty, "other", null, true),
        OrderKind.CopySnapshot => new Order.Copy(Guid.Empty, "other", "snap0", true),
        OrderKind.StoreDone => new Order.StoreDone(1, "copied", "other"),
        OrderKind.StoreFailed => new Order.StoreFailed("no space"),
        OrderKind.Launched => new Order.Launched(States.Init),
        OrderKind.LaunchFailed => new Order.LaunchFailed(new LaunchFailure("exec", 2, "no", 127)),
        OrderKind.Ended => new Order.Ended(new InitExit(
            Guid.Empty, 1, ExitStatus.Exited(0), States.Now, ResourceUsage.None, 0, null)),
        OrderKind.FreezeDone => new Order.FreezeDone(TimeSpan.Zero),
        OrderKind.FreezeFailed => new Order.FreezeFailed("no", []),
        OrderKind.ThawDone => new Order.ThawDone(TimeSpan.Zero),
        OrderKind.ThawFailed => new Order.ThawFailed("no"),
        OrderKind.StopOverdue => new Order.StopOverdue(),
        OrderKind.DeadlinePassed => new Order.DeadlinePassed(),
        OrderKind.RestartDue => new Order.RestartDue(),
        OrderKind.HealthFound => new Order.HealthFound(HealthStatus.Unhealthy, 3, 1, null),
        OrderKind.KillOverdue => new Order.KillOverdue(["12 dd D"]),
        _ => new Order.LeaseOver(States.Now.AddHours(1)),
    };
}
