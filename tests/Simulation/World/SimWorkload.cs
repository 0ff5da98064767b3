using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>What clients want, drawn from the dice.</summary>
internal sealed class SimWorkload(SimWorld world)
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];
    private static readonly string[] Payloads = ["brief", "work", "work", "forever", "stubborn"];
    private static readonly string[] NetworkNames = ["default", "front", "back"];
    private static readonly Caller User = new(1000, "ann");

    private Dice Dice => world.Dice;

    /// <summary>One request.</summary>
    public void Act()
    {
        string name = Name();
        if (Dice.Chance(0.08))
        {
            Store(name);
            return;
        }
        if (world.Profile.Networks && Dice.Chance(0.15))
        {
            Network(name);
            return;
        }
        switch (Dice.Next(world.Profile.Batches ? 26 : 19))
        {
            case < 3:
                world.Send(cause => new CreateContainer(User, cause, Dice.Chance(0.9) ? Dice.Pick(Names) : null, Spec())
                {
                    Start = Dice.Chance(0.8),
                    AutoRemove = Dice.Chance(0.2),
                });
                break;
            case 3 or 4:
                if (!OfBatch(name))
                    world.Send(cause => new StartContainer(User, cause, name));
                break;
            case 5 or 6:
                world.Send(cause => new StopContainer(User, cause, name, Dice.Chance(0.5) ? Dice.Between(0, 12) : null));
                break;
            case 7:
                if (!OfBatch(name))
                    world.Send(cause => new RestartContainer(User, cause, name, Dice.Chance(0.5) ? Dice.Between(0, 12) : null));
                break;
            case 8:
                world.Send(cause => new KillContainer(User, cause, name, Dice.Pick([9, 15, 1])));
                break;
            case 9 or 10:
                world.Send(cause => new FreezeContainer(User, cause, name, "why not", Dice.Chance(0.5) ? Dice.Between(0.01, 20) : null, Owner()));
                break;
            case 11 or 12:
                world.Send(cause => new ThawContainer(User, cause, name, Owner(), Dice.Chance(0.1)));
                break;
            case 13:
                world.Send(cause => new UpdateContainer(User, cause, name, Update()));
                break;
            case 14:
                world.Send(cause => new RenameContainer(User, cause, name, Dice.Pick(Names)));
                break;
            case 15:
                world.Send(cause => new RemoveContainer(User, cause, name, Dice.Chance(0.6)));
                break;
            case 16:
                world.Send(cause => new ExecInContainer(User, cause, name, ["ls"]));
                break;
            case 17:
                world.Send(_ => new WaitContainer(name, Dice.Pick(Enum.GetValues<WaitCondition>())), endless: true);
                break;
            case 18:
                Freeze();
                break;
            case 19 or 20:
                world.Send(cause => new SubmitBatch(User, cause, Batch()));
                break;
            case 21:
                Hold();
                break;
            case 22:
                if (AnyBatch() is { } again)
                    world.Send(cause => new RequeueBatch(User, cause, again.Name, Part(again), Dice.Chance(0.5), Dice.Chance(0.2)));
                break;
            case 23:
                world.Send(cause => new SetClass(User, cause, Dice.Pick(["normal", "background"]), Dice.Next(0, 4), Dice.Chance(0.5) ? 50 : null));
                break;
            case 24:
                Schedule();
                break;
            default:
                if (world.Check.Model.Batches.Count > 0 && Dice.Chance(0.5))
                    world.Send(cause => new CancelBatch(User, cause, Dice.Pick(world.Check.Model.Batches.Values.ToList()).Name));
                break;
        }
    }

    private void Store(string name)
    {
        string snapshot = Dice.Pick(["snap0", "snap1"]);
        switch (Dice.Next(5))
        {
            case 0 or 1:
                world.Send(cause => new SnapshotContainer(User, cause, name, snapshot, "why not", Dice.Chance(0.3)));
                break;
            case 2:
                world.Send(cause => new RestoreContainer(User, cause, name, snapshot));
                break;
            case 3:
                world.Send(cause => new RemoveContainerSnapshot(User, cause, name, snapshot));
                break;
            default:
                if (!OfBatch(name))
                {
                    world.Send(cause => new CopyContainer(User, cause, name, Dice.Chance(0.7) ? Dice.Pick(Names) : null)
                    {
                        Snapshot = Dice.Chance(0.3) ? snapshot : null, Share = Dice.Chance(0.5), Live = Dice.Chance(0.3),
                        Start = Dice.Chance(0.5), AutoRemove = Dice.Chance(0.3),
                    });
                }
                break;
        }
    }

    private BatchState? AnyBatch() => world.Check.Model.Batches.Count == 0
        ? null
        : Dice.Pick(world.Check.Model.Batches.Values.OrderBy(batch => batch.SubmittedSeq).ToList());

    private string? Part(BatchState batch) => Dice.Next(3) switch
    {
        0 => null,
        1 => Dice.Pick(batch.Definition.Jobs.ToList()).Name,
        _ => Dice.Pick(batch.Definition.Jobs.ToList()).Name + ".0",
    };

    private void Hold()
    {
        if (AnyBatch() is not { } batch)
            return;
        if (Dice.Chance(0.5))
            world.Send(cause => new HoldBatch(User, cause, batch.Name, Part(batch)));
        else
            world.Send(cause => new ReleaseBatch(User, cause, batch.Name, Part(batch)));
    }

    private void Schedule()
    {
        if (Dice.Chance(0.3))
            world.Send(cause => new RemoveSchedule(User, cause, "often"));
        else
            world.Send(cause => new AddSchedule(User, cause, "often", new ScheduleDefinition(
                Dice.Pick(["*/20 * * * * *", "* * * * *"]), null, Batch() with { Name = "often" },
                Dice.Pick(world.Profile.Jumps ? [MissedRuns.Once, MissedRuns.Skip] : Enum.GetValues<MissedRuns>()), Dice.Pick(Enum.GetValues<OverlappingRuns>()))));
    }

    private void Network(string container)
    {
        switch (Dice.Next(3))
        {
            case 0:
                world.Send(cause => new CreateNetwork(User, cause, new NetworkDefinition { Name = Dice.Pick(NetworkNames), Subnet4 = Dice.Chance(0.3) ? "10.9.0.0/29" : null }));
                break;
            case 1:
                world.Send(cause => new RemoveNetwork(User, cause, Dice.Pick(NetworkNames)));
                break;
            default:
                PortSpec port = new() { HostPort = Dice.Next(80, 83), ContainerPort = 80 };
                world.Send(cause => new ChangePorts(User, cause, container, Dice.Chance(0.6) ? [port] : [], Dice.Chance(0.4) ? [port] : []));
                break;
        }
    }

    private void Freeze()
    {
        if (!world.Profile.FleetFreezes)
            return;
        LabelSelector? selector = null;
        if (Dice.Chance(0.4))
            _ = LabelSelector.TryParse("group=1", out selector, out _);
        if (Dice.Chance(0.5))
            world.Send(cause => new FreezeFleet(User, cause, selector, "why not", Dice.Chance(0.6) ? Dice.Between(0.1, 20) : null, Owner: Owner()));
        else
            world.Send(cause => new ThawFleet(User, cause, selector, Owner: Owner(), Force: Dice.Chance(0.1)));
    }

    private string? Owner() => Dice.Chance(0.3) ? Dice.Pick(["backup", "upgrade"]) : null;

    private string Name()
    {
        List<ContainerState> there = [.. world.Check.Model.Containers.Values.OrderBy(state => state.CreatedSeq)];
        return there.Count > 0 && Dice.Chance(0.9) ? Dice.Pick(there).Name : Dice.Pick(Names);
    }

    // By hand a member would run beside what the batch's concurrency allows.
    private bool OfBatch(string name) =>
        world.Check.Model.Names.TryGetValue(name, out Guid id) && world.Check.Model.Containers[id].Job is not null;

    /// <summary>Under pressure it matters that not all count the same.</summary>
    private ContainerSpec Spec()
    {
        ContainerSpec spec = Drawn();
        if (world.Profile.Pressure && spec.Labels["group"] == "1")
            spec = spec with { Resources = new ResourceLimits { CpuWeight = 25 } };
        return world.Profile.Crowded ? spec with { Resources = Taking(spec.Resources) } : spec;
    }

    private ResourceLimits Update()
    {
        ResourceLimits limits = new() { Pids = Dice.Pick([1, 10, 100]) };
        return world.Profile.Crowded ? Taking(limits) : limits;
    }

    private ResourceLimits Taking(ResourceLimits limits) => limits with
    {
        MemoryBytes = Dice.Chance(0.6) ? Dice.Pick([-1, 50, 300, 700]) : null,
        Cpus = Dice.Chance(0.3) ? Dice.Pick([0.2, 1, 4]) : null,
    };

    private ContainerSpec Drawn() => new()
    {
        Image = Dice.Chance(0.97) ? "busybox" : "missing",
        Command = [Dice.Pick(Payloads)],
        StopTimeout = Dice.Between(0.1, 12),
        Timeout = Dice.Chance(0.2) ? Dice.Between(0.1, 30) : null,
        Restart = Dice.Next(5) switch
        {
            0 => new RestartPolicy(RestartMode.OnFailure, Dice.Next(3)),
            1 => new RestartPolicy(RestartMode.Always),
            2 => new RestartPolicy(RestartMode.UnlessStopped),
            _ => new RestartPolicy(),
        },
        Labels = new Dictionary<string, string> { ["group"] = Dice.Pick(["1", "2"]) },
        Networks = world.Profile.Networks && Dice.Chance(0.5) ? [new NetworkSpec { Network = Dice.Pick(NetworkNames) }] : null,
    };

    private BatchDefinition Batch() => new()
    {
        Name = "batch",
        Concurrency = Dice.Chance(0.5) ? Dice.Next(1, 5) : null,
        Jobs =
        [
            Job("first"),
            Job("zero") with { Count = 1, AfterOk = Dice.Chance(0.3) ? ["first.{index}"] : Dice.Chance(0.2) ? ["first.0"] : [] },
            Job("second") with { AfterOk = Dice.Chance(0.3) ? ["first"] : [], After = Dice.Chance(0.3) ? ["first"] : [] },
            Job("third") with { AfterFailed = Dice.Chance(0.2) ? ["second"] : [], AfterAny = Dice.Chance(0.3) ? ["first", "second"] : [] },
        ],
    };

    private JobDefinition Job(string name) => new()
    {
        Name = name,
        Template = Drawn() with
        {
            Command = [Dice.Pick(["brief", "work"])],
            Labels = new Dictionary<string, string>(),
            Resources = new ResourceLimits
            {
                MemoryBytes = Dice.Chance(0.5) ? Dice.Pick([100, 400, 900]) : null,
                Cpus = Dice.Chance(0.3) ? Dice.Pick([0.5, 1, 2]) : null,
                Pids = Dice.Chance(0.3) ? Dice.Pick([10, 60]) : null,
            },
        },
        Class = Dice.Chance(0.3) ? "background" : null,
        Gang = Dice.Chance(0.2),
        Hold = Dice.Chance(0.05),
        // A day that the clock jumps would be a day that it waits.
        HoldUntil = !world.Profile.Jumps && Dice.Chance(0.1) ? world.Clock.Wall + Dice.Between(0, 90) : null,
        Deadline = Dice.Chance(0.1) ? Dice.Between(1, 60) : null,
        Count = Dice.Next(1, 4),
        Priority = Dice.Pick([10, 50, 90]),
        Retries = Dice.Next(3),
        Backoff = Dice.Between(0, 2),
        RetryOn = Dice.Chance(0.3) ? new RetryOn { Codes = [1, 2, 3], Unknown = true, StartFailure = Dice.Chance(0.5) } : null,
    };
}
