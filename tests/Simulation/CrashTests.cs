using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Isolation.Spec;
using Orchestrator.Simulation.Tests.Stage;
using Orchestrator.Simulation.Tests.World;
using static Orchestrator.Simulation.Tests.World.Scenario;

namespace Orchestrator.Simulation.Tests;

/// <summary>The V group: each story with a kill of the daemon at every boundary between two events.</summary>
public sealed class CrashTests
{
    private static readonly Dictionary<string, Scenario> s_scenarios = new()
    {
        ["life"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("forever")) { Start = true }),
            (2, cause => new RestartContainer(User, cause, "a", TimeSpan.FromSeconds(1))),
            (4, cause => new KillContainer(User, cause, "a", 15)),
            (6, cause => new StartContainer(User, cause, "a")),
            (8, cause => new StopContainer(User, cause, "a")),
            (10, cause => new RemoveContainer(User, cause, "a"))),
        ["stubborn"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("stubborn")) { Start = true, AutoRemove = true }),
            (2, cause => new StopContainer(User, cause, "a", TimeSpan.FromSeconds(1)))),
        ["policy"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("brief") with
            {
                Restart = new RestartPolicy(RestartMode.OnFailure, 2),
                Timeout = TimeSpan.FromSeconds(3),
            }) { Start = true }),
            (0.2, cause => new CreateContainer(User, cause, "b", Spec("forever") with { Timeout = TimeSpan.FromSeconds(1) }) { Start = true }),
            (3, cause => new RemoveContainer(User, cause, "a", Force: true))),
        ["freeze"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("forever")) { Start = true }),
            (1, cause => new FreezeContainer(User, cause, "a")),
            (2, cause => new ThawContainer(User, cause, "a")),
            (3, cause => new FreezeContainer(User, cause, "a", For: TimeSpan.FromSeconds(1))),
            (6, cause => new FreezeContainer(User, cause, "a")),
            (7, cause => new StopContainer(User, cause, "a", TimeSpan.FromSeconds(1)))),
        ["fleet"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("forever")) { Start = true }),
            (0.1, cause => new CreateContainer(User, cause, "b", Spec("work")) { Start = true }),
            (1, cause => new FreezeFleet(User, cause)),
            (1.01, cause => new CreateContainer(User, cause, "c", Spec("work")) { Start = true }),
            (3, cause => new ThawFleet(User, cause)),
            (5, cause => new FreezeFleet(User, cause, For: TimeSpan.FromSeconds(1))),
            (8, cause => new KillContainer(User, cause, "a"))),
        ["change"] = new(
            (0.1, cause => new CreateContainer(User, cause, "a", Spec("forever")) { Start = true }),
            (1, cause => new UpdateContainer(User, cause, "a", new ResourceLimits { Pids = 10 })),
            (2, cause => new ExecInContainer(User, cause, "a", ["ls"])),
            (2.3, cause => new HotplugContainer(User, cause, "a", new HotplugSpec(HotplugKind.AddDevice, "/dev/fuse", "/dev/fuse"))),
            (2.6, cause => new HotplugContainer(User, cause, "a", new HotplugSpec(HotplugKind.Umount, "/refused", null))),
            (3, cause => new RenameContainer(User, cause, "a", "b")),
            (4, cause => new RemoveContainer(User, cause, "b", Force: true))),
        ["batch"] = new(
            (0.1, cause => new SubmitBatch(User, cause, new BatchDefinition
            {
                Name = "batch",
                Concurrency = 2,
                Jobs =
                [
                    new JobDefinition { Name = "one", Template = Spec("brief"), Count = 3, Retries = 2, Backoff = TimeSpan.FromSeconds(0.2) },
                    new JobDefinition { Name = "two", Template = Spec("brief"), After = ["one"] },
                ],
            })),
            (5, cause => new SubmitBatch(User, cause, new BatchDefinition
            {
                Name = "other",
                Jobs = [new JobDefinition { Name = "long", Template = Spec("stubborn"), Count = 2 }],
            })),
            (6, cause => new CancelBatch(User, cause, "other"))),
        ["queue"] = new(
            (0.05, cause => new SetClass(User, cause, "background", 1, 50)),
            (0.1, cause => new SubmitBatch(User, cause, new BatchDefinition
            {
                Name = "batch",
                Concurrency = 3,
                Jobs =
                [
                    new JobDefinition { Name = "gang", Template = Spec("work"), Count = 3, Gang = true },
                    new JobDefinition { Name = "each", Template = Spec("brief"), Count = 3, AfterOk = ["gang.{index}"], Class = "background", Retries = 1, Backoff = TimeSpan.Zero },
                    new JobDefinition { Name = "held", Template = Spec("brief"), Hold = true },
                    new JobDefinition { Name = "late", Template = Spec("forever"), Deadline = TimeSpan.FromSeconds(6) },
                ],
            }) { Key = "key" }),
            (1, cause => new AddSchedule(User, cause, "often", new ScheduleDefinition(
                "*/4 * * * * *", null, new BatchDefinition { Name = "often", Jobs = [new JobDefinition { Name = "tick", Template = Spec("brief") }] },
                MissedRuns.Once, OverlappingRuns.Forbid))),
            (3, cause => new RequeueBatch(User, cause, "batch", "gang", Running: true, Succeeded: true)),
            (5, cause => new ReleaseBatch(User, cause, "batch", null)),
            (9, cause => new RemoveSchedule(User, cause, "often")),
            (10, cause => new RequeueBatch(User, cause, "batch", null, Running: true, Succeeded: false)),
            (11, cause => new CancelBatch(User, cause, "batch"))),
    };

    public static TheoryData<string> Names => [.. s_scenarios.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void V01_CrashAtEveryBoundary_NothingIsLostOrDoneTwice(string name)
    {
        using SimSystem system = new();
        Scenario scenario = s_scenarios[name];
        SimResult calm = scenario.Run(system, null);
        calm.Problem.ShouldBeNull();
        List<string> wrong = [];
        for (int crash = 1; crash <= calm.Boundaries; crash++)
        {
            if (scenario.Run(system, crash).Problem is { } problem)
                wrong.Add($"crash {crash}: {problem}");
        }
        wrong.ShouldBeEmpty();
        calm.Boundaries.ShouldBeGreaterThan(40);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void V01_CrashAgainWhileRestoring_NothingIsLostOrDoneTwice(string name)
    {
        using SimSystem system = new();
        Scenario scenario = s_scenarios[name];
        int boundaries = scenario.Run(system, null).Boundaries;
        List<string> wrong = [];
        for (int crash = 1; crash <= boundaries; crash += 5)
        {
            for (int again = 1 + (crash % 4); again <= 40; again += 4)
            {
                if (scenario.Run(system, crash, again).Problem is { } problem)
                    wrong.Add($"crash {crash}, then {again}: {problem}");
            }
        }
        SnapshotPlay.RemoveAll();
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void V02_LauncherAndItsStateLostInTheCrash_NothingIsMadeUp(string name) =>
        EveryCrash(name, world => world.Kernel.LauncherForgets());

    [Theory]
    [MemberData(nameof(Names))]
    public void V04_HostRestartedInTheCrash_NothingIsStartedTwiceOrMadeUp(string name) =>
        EveryCrash(name, world => world.Kernel.Reboot());

    private static void EveryCrash(string name, Action<SimWorld> between)
    {
        using SimSystem system = new();
        Scenario scenario = s_scenarios[name];
        int boundaries = scenario.Run(system, null).Boundaries;
        List<string> wrong = [];
        for (int crash = 1; crash <= boundaries; crash++)
        {
            if (scenario.Run(system, crash, between: between).Problem is { } problem)
                wrong.Add($"crash {crash}: {problem}");
        }
        wrong.ShouldBeEmpty();
    }

    private static ContainerSpec Spec(string payload) => new() { Image = "busybox", Command = [payload] };
}
