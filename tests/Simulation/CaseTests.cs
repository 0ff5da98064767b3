using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Isolation.Spec;
using Orchestrator.Simulation.Tests.Stage;
using Orchestrator.Simulation.Tests.World;
using static Orchestrator.Simulation.Tests.World.Scenario;

namespace Orchestrator.Simulation.Tests;

/// <summary>Single cases of the V, J and Z groups, each with the one thing that it is about.</summary>
public sealed class CaseTests : IDisposable
{
    private readonly SimSystem _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void V02_LauncherLostWithItsState_TheEndIsUnknownWithItsReason()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Crash("here");
            world.Kernel.LauncherForgets();
            world.Kernel.KillGroup(Id(world), 1);
            Restart(world);
        });

        ContainerExited exit = Events<ContainerExited>(result).First();
        exit.Status.Unknown.ShouldBeTrue();
        exit.Status.Code.ShouldBeNull();
        exit.Status.Signal.ShouldBeNull();
        exit.Status.Reason.ShouldBe("it ended while neither the launcher nor the daemon was there");
    }

    [Fact]
    public void V02_LauncherLostWhileTheContainerLives_ItIsAdopted()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Crash("here");
            world.Kernel.LauncherForgets();
            Restart(world);
            world.Check.Model.Containers[Id(world)].Phase.ShouldBe(ContainerPhase.Running);
        });

        Events<ContainerAdopted>(result).Count().ShouldBe(1);
    }

    [Fact]
    public void V03_ExitWhileTheDaemonIsDown_StatusAndTimeAreKept()
    {
        DateTimeOffset ended = default;
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Crash("here");
            world.RunUntil(world.Clock.Now + TimeSpan.FromMinutes(1));
            world.Kernel.Signal(Id(world), 1, 9);
            ended = world.Clock.Wall;
            world.RunUntil(world.Clock.Now + TimeSpan.FromMinutes(1));
            Restart(world);
        });

        ContainerExited exit = Events<ContainerExited>(result).First();
        exit.Status.Signal.ShouldBe(9);
        exit.At.ShouldBe(ended);
    }

    [Fact]
    public void V04_HostRestarted_RunningIsUnknownThenItsPolicyRestartsIt()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever", spec => spec with { Restart = new RestartPolicy(RestartMode.Always) });
            world.Crash("here");
            world.Kernel.Reboot();
            Restart(world);
            world.RunUntil(world.Clock.Now + TimeSpan.FromSeconds(30));
            world.Check.Model.Containers[Id(world)].Phase.ShouldBe(ContainerPhase.Running);
            world.Check.Model.Containers[Id(world)].Attempt.ShouldBe(2);
        });

        ContainerExited exit = Events<ContainerExited>(result).First();
        exit.Status.ShouldBe(Isolation.Runtime.ExitStatus.NotKnown("the host was restarted while it ran"));
    }

    [Fact]
    public void V07_PidReused_TheStrangerIsNotAdopted()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Crash("here");
            world.Kernel.LauncherForgets();
            world.Kernel.ReusePid(Id(world), 1);
            Restart(world);
        });

        Events<ContainerAdopted>(result).ShouldBeEmpty();
        Events<ContainerExited>(result).First().Status.Unknown.ShouldBeTrue();
    }

    [Theory]
    [InlineData("forever", 143, null)]
    [InlineData("stubborn", null, 9)]
    public void V10_StopOfAFrozenContainer_ThawsItThenEscalates(string payload, int? code, int? signal)
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", payload);
            Ask(world, cause => new FreezeContainer(User, cause, "a"));
            world.Kernel.IsFrozen(Id(world), 1).ShouldBeTrue();
            Ask(world, cause => new StopContainer(User, cause, "a", TimeSpan.FromSeconds(20)));
        });

        ContainerExited exit = Events<ContainerExited>(result).First();
        (exit.Status.Code, exit.Status.Signal).ShouldBe((code, signal));
        Events<ContainerKillRequested>(result).Any(kill => kill.Reason == KillReason.StopOverdue).ShouldBe(signal == 9);
    }

    [Fact]
    public void V13_ExecRacesWithTheExit_ItIsAnsweredAndTheEndIsRecordedOnce()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            SimRequest exec = world.Send(cause => new ExecInContainer(User, cause, "a", ["ls"]))!;
            world.Run(() => world.Check.CausedBy(exec.Cause) > 0, Soon(world));
            world.Kernel.KillGroup(Id(world), 1);
            world.Run(() => exec.Answer is not null, Soon(world)).ShouldBeTrue();
        });

        Events<ContainerExited>(result).Count().ShouldBe(1);
    }

    [Fact]
    public void V15_TwoWritersOnOneJournal_TheSecondWriteEndsItsDaemon()
    {
        bool ended = false;
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Crashed = () => ended = true;
            world.Disk.Intrude(world.Clock.Wall);
            world.Send(cause => new RenameContainer(User, cause, "a", "b"));
            world.RunUntil(Soon(world));
            ended.ShouldBeTrue();
            world.Crashed = null;
            Restart(world);
        });

        Events<ContainerRenamed>(result).ShouldBeEmpty();
    }

    [Fact]
    public void Z01_FreezeThatDoesNotReachAllTasks_IsThawedAndFails()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            Ask(world, cause => new FreezeContainer(User, cause, "a")).ShouldBeOfType<Refusal>().Reason.ShouldContain("did not freeze");
            world.Kernel.IsFrozen(Id(world), 1).ShouldBeFalse();
            world.Check.Model.Containers[Id(world)].Phase.ShouldBe(ContainerPhase.Running);
        }, new SimProfile { FreezeFails = 1 });

        Events<ContainerFrozen>(result).ShouldBeEmpty();
        Events<ContainerFreezeFailed>(result).First().Unfrozen.ShouldBe(["4711 stuck D"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Z02_CrashInTheMiddleOfAFleetFreeze_IsCarriedOnAsTheIntentSays(bool written)
    {
        Run(world =>
        {
            Start(world, "a", "forever");
            SimRequest freeze = world.Send(cause => new FreezeFleet(User, cause))!;
            world.Run(() => world.Check.CausedBy(freeze.Cause) > 0 && world.Kernel.NodeFrozen == written, Soon(world)).ShouldBeTrue();
            world.Crash("here");
            Restart(world);
            world.Run(() => world.Check.Model.Freeze is { Phase: Actors.Model.FleetFreezePhase.Frozen }, Soon(world)).ShouldBeTrue();
            world.Kernel.NodeFrozen.ShouldBeTrue();
            world.Check.Model.Containers[Id(world)].Phase.ShouldBe(ContainerPhase.Frozen);
        });
    }

    [Fact]
    public void Z04_StartDuringAFleetFreeze_WaitsForTheThaw()
    {
        Run(world =>
        {
            Ask(world, cause => new FreezeFleet(User, cause));
            SimRequest start = world.Send(cause => new CreateContainer(User, cause, "a", Spec("forever")) { Start = true })!;
            world.RunUntil(Soon(world));
            start.Answer.ShouldBeNull();
            world.Kernel.Inits.ShouldBeEmpty();
            Ask(world, cause => new ThawFleet(User, cause));
            world.Run(() => start.Answer is not null, Soon(world)).ShouldBeTrue();
            start.Answer.ShouldBeOfType<ContainerView>().State.ShouldBe(ContainerPhase.Running);
        });
    }

    [Fact]
    public void Z04_StopDuringAFreeze_EndsIt()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Send(cause => new FreezeContainer(User, cause, "a"));
            world.Run(() => world.Check.Model.Containers[Id(world)].Phase == ContainerPhase.Freezing, Soon(world)).ShouldBeTrue();
            Ask(world, cause => new StopContainer(User, cause, "a", TimeSpan.FromSeconds(20)))
                .ShouldBeOfType<ContainerView>().State.ShouldBe(ContainerPhase.Stopped);
        });

        Events<ContainerFrozen>(result).ShouldBeEmpty();
    }

    [Fact]
    public void Z05_KillOfAFrozenContainer_EndsItFrozen()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "stubborn");
            Ask(world, cause => new FreezeContainer(User, cause, "a"));
            Ask(world, cause => new KillContainer(User, cause, "a"));
            world.Run(() => !world.Check.Model.Containers[Id(world)].Lives, Soon(world)).ShouldBeTrue();
        });

        Events<ContainerExited>(result).First().Status.Signal.ShouldBe(9);
        Events<ContainerThawed>(result).ShouldBeEmpty();
    }

    [Fact]
    public void Z11_TaskThatCannotBeFrozen_IsNamedAndFollowsLater()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            Start(world, "b", "forever");
            FleetStatusView frozen = Ask(world, cause => new FreezeFleet(User, cause)).ShouldBeOfType<FleetStatusView>();

            frozen.Containers.ShouldBe(["b"]);
            frozen.Failed.ShouldHaveSingleItem().Value.ShouldContain("4711 stuck D");
            frozen.Failed.Keys.ShouldBe(["a"]);
            frozen.BarrierStart.ShouldBeNull();
            Phase(world, "a").ShouldBe(ContainerPhase.Running);
            Phase(world, "b").ShouldBe(ContainerPhase.Frozen);
            world.Crash("here");
            Restart(world);
            world.Run(() => Phase(world, "a") == ContainerPhase.Frozen, Soon(world)).ShouldBeTrue();
            world.Check.Model.Freeze.ShouldNotBeNull().Barrier.ShouldNotBeNull();
            world.Faulty = false;
            Ask(world, cause => new ThawFleet(User, cause)).ShouldBeOfType<FleetStatusView>();
            Phase(world, "a").ShouldBe(ContainerPhase.Running);
            Phase(world, "b").ShouldBe(ContainerPhase.Running);
        }, new SimProfile { FreezeFails = 1 });

        Events<FleetFrozen>(result).Select(e => (string.Join(',', e.Containers), e.Stuck?.Count)).ShouldBe([("b", 1), ("a", null)]);

        static ContainerPhase Phase(SimWorld world, string name) => world.Check.Model.Containers[world.Check.Model.Names[name]].Phase;
    }

    [Fact]
    public void Z11_ThawBeforeTheStuckTaskFollows_LetsAllGoOn()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            Start(world, "b", "forever");
            Ask(world, cause => new FreezeFleet(User, cause)).ShouldBeOfType<FleetStatusView>().Failed.Keys.ShouldBe(["a"]);
            world.Faulty = false;
            Ask(world, cause => new ThawFleet(User, cause)).ShouldBeOfType<FleetStatusView>();
            world.RunUntil(world.Clock.Now + TimeSpan.FromMinutes(1));
            world.Check.Model.Containers.Values.ShouldAllBe(state => state.Phase == ContainerPhase.Running);
            world.Kernel.NodeFrozen.ShouldBeFalse();
        }, new SimProfile { FreezeFails = 1 });

        Events<FleetFrozen>(result).Count().ShouldBe(1);
    }

    [Fact]
    public void J10_ClockGoingBack_TheSequenceDecides()
    {
        SimResult result = Run(world =>
        {
            Start(world, "a", "forever");
            world.Clock.Jump = TimeSpan.FromDays(-1);
            Ask(world, cause => new RenameContainer(User, cause, "a", "b"));
            world.Crash("here");
            Restart(world);
            world.Check.Model.Names.Keys.ShouldBe(["b"]);
            Ask(world, cause => new StopContainer(User, cause, "b")).ShouldBeOfType<ContainerView>().State.ShouldBe(ContainerPhase.Stopped);
        });

        List<JournalRecord> records = [.. result.Journal.Select(RecordCodec.Read)];
        records.Zip(records.Skip(1)).Any(pair => pair.Second.Time < pair.First.Time).ShouldBeTrue();
        records.Select(record => record.Seq).ShouldBe(Enumerable.Range(1, records.Count).Select(seq => (long)seq));
    }

    [Fact]
    public void J12_KilledOnceTheWriteIsDurable_TheCommandWasNotAnsweredYetAndIsCarriedOut()
    {
        Run(world =>
        {
            Start(world, "a", "forever");
            SimRequest stop = world.Send(cause => new StopContainer(User, cause, "a"))!;
            world.Run(() => world.Check.CausedBy(stop.Cause) > 0, Soon(world)).ShouldBeTrue();
            stop.Answer.ShouldBeNull();
            world.Crash("here");
            Restart(world);
            world.Run(() => !world.Check.Model.Containers[Id(world)].Lives, Soon(world)).ShouldBeTrue();
        });
    }

    [Fact]
    public void J12_WriteThatFails_NothingIsAcknowledgedAndTheRefusalIsTrue()
    {
        Run(world =>
        {
            Start(world, "a", "forever");
            world.Disk.FullUntil = world.Clock.Now + TimeSpan.FromSeconds(5);
            SimRequest rename = world.Send(cause => new RenameContainer(User, cause, "a", "b"))!;
            world.Run(() => rename.Answer is not null, Soon(world)).ShouldBeTrue();
            rename.Answer.ShouldBeOfType<Refusal>().Kind.ShouldBe(RefusalKind.Unavailable);
            world.Check.CausedBy(rename.Cause).ShouldBe(0);
            world.RunUntil(world.Clock.Now + TimeSpan.FromSeconds(20));
            Ask(world, cause => new RenameContainer(User, cause, "a", "b")).ShouldBeOfType<ContainerView>().Name.ShouldBe("b");
        });
    }

    [Fact]
    public void J06_ReplayOfManySeeds_GivesWhatWasLived()
    {
        for (int seed = 5000; seed < 5010; seed++)
        {
            SimResult result = World.Simulation.Run(_system, seed);
            result.Problem.ShouldBeNull();
            string all = SimCheck.Text(SimCheck.Fold(result.Journal, long.MaxValue));
            SimCheck.Text(SimCheck.Fold(result.Journal, long.MaxValue)).ShouldBe(all);
            SimCheck.Text(SimCheck.Fold(result.Journal, result.Journal.Count / 2)).ShouldNotBe(all);
        }
    }

    /// <summary>Then peace comes, everything is removed, and the invariants must have held throughout.</summary>
    private SimResult Run(Action<SimWorld> story, SimProfile? profile = null)
    {
        SimResult result = World.Simulation.Run(
            _system, 1,
            world =>
            {
                world.StartLife();
                story(world);
            },
            story: true, profile ?? new SimProfile());
        result.Problem.ShouldBeNull(result.Story);
        return result;
    }

    private static void Start(SimWorld world, string name, string payload, Func<ContainerSpec, ContainerSpec>? change = null) =>
        Ask(world, cause => new CreateContainer(User, cause, name, (change ?? (spec => spec))(Spec(payload))) { Start = true })
            .ShouldBeOfType<ContainerView>().State.ShouldBe(ContainerPhase.Running);

    private static object Ask(SimWorld world, Func<string, object> make)
    {
        SimRequest request = world.Send(make)!;
        world.Run(() => request.Answer is not null, Soon(world));
        return request.Answer.ShouldNotBeNull();
    }

    private static void Restart(SimWorld world)
    {
        world.StartLife();
        world.Run(() => !world.Restoring, Soon(world)).ShouldBeTrue();
    }

    private static TimeSpan Soon(SimWorld world) => world.Clock.Now + TimeSpan.FromSeconds(60);

    private static Guid Id(SimWorld world) => world.Check.Model.Containers.Keys.First();

    private static IEnumerable<T> Events<T>(SimResult result)
        where T : IEvent => result.Journal.Select(RecordCodec.Read).Select(record => record.Event).OfType<T>();

    private static ContainerSpec Spec(string payload) => new() { Image = "busybox", Command = [payload] };
}
