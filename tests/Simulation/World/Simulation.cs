using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.Networks;
using Orchestrator.Actors.Messages.Queues;
using Orchestrator.Actors.Messages.Schedules;
using Orchestrator.Actors.Model;
using Orchestrator.Simulation.Tests.Stage;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>A seed from beginning to end: wild times, then peace, in which everything asked for must settle.</summary>
internal static class Simulation
{
    private static readonly Caller User = new(1000, "ann");
    private static readonly TimeSpan Horizon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Peace = TimeSpan.FromMinutes(15);

    /// <summary>Wild times as the seed has them.</summary>
    public static SimResult Run(SimSystem system, int seed, bool story = false, SimProfile? profile = null) =>
        Run(system, seed, Wild, story, profile);

    /// <param name="wild">What happens before peace comes.</param>
    public static SimResult Run(
        SimSystem system, int seed, Action<SimWorld> wild, bool story = false, SimProfile? profile = null)
    {
        SimWorld world = new(system, seed, profile, story);
        SimFailpoints.Enter(world);
        try
        {
            wild(world);
            Settle(world);
            ClearUp(world);
            world.CompareReplays();
        }
        catch (Exception e) when (!story || e is not OutOfMemoryException)
        {
            world.Fail($"the simulation itself failed: {e}");
        }
        finally
        {
            SimFailpoints.Enter(null);
            world.Life?.Kill();
            system.Stage.End();
            system.Stage.RunAll();
        }
        // A cause, where all else that went wrong is an effect.
        return new SimResult(seed, system.Stage.Stray ?? world.Problem, world.Disk.Records, world.Lives, world.Boundaries, world.Steps, world.Story?.ToString());
    }

    private static void Wild(SimWorld world)
    {
        SimProfile profile = world.Profile;
        Dice dice = world.Dice;
        SimWorkload workload = new(world);
        int crashes = profile.Crashes;
        world.Crashed = () =>
        {
            if (profile.Reboots && dice.Chance(0.4))
                world.Kernel.Reboot();
            else if (profile.LauncherDies && dice.Chance(0.2))
                world.Kernel.LauncherForgets();
            SnapshotPlay.Spoil(world);
            world.Clock.After(dice.Between(0, 20), () =>
            {
                if (!world.Faulty)
                    return;
                world.StartLife();
                if (crashes-- > 0)
                    world.CrashIn(dice.Next(1, dice.Chance(0.5) ? 40 : 400));
            });
        };
        world.StartLife();
        if (crashes-- > 0)
            world.CrashIn(dice.Next(1, 400));
        for (int i = 0; i < profile.Commands; i++)
            world.Clock.After(dice.Between(0, Horizon.TotalSeconds), workload.Act);
        for (int i = 0; i < 3; i++)
            world.Clock.After(dice.Between(0, 60), () => Note(world));
        if (profile.Jumps)
        {
            for (int i = 0; i < 4; i++)
                world.Clock.After(dice.Between(0, 60), () => Jump(world));
        }
        if (profile.DiskFull)
            world.Clock.After(dice.Between(0, 50), () => world.Disk.FullUntil = world.Clock.Now + dice.Between(0.1, 15));
        if (profile.LauncherDies)
            world.Clock.After(dice.Between(0, 50), () => world.Kernel.LauncherDies(dice.Between(0.01, 10)));
        for (int i = 0; profile.Pressure && i < 12; i++)
            world.Clock.After(dice.Between(0, 60), () => world.Kernel.Press(dice.Pick([0, 0.1, 0.5, 0.9]), dice.Pick([0, 0, 0.4, 0.8])));
        for (int i = 0; profile.Mishaps > 0 && i < 20; i++)
        {
            world.Clock.After(dice.Between(0, 60), () =>
            {
                if (dice.Chance(profile.Mishaps))
                    world.Life?.Runtime.Mishap();
            });
        }
        world.RunUntil(Horizon);
    }

    /// <summary>What the fleet's table is at this moment: a replay to here must give it.</summary>
    private static void Note(SimWorld world)
    {
        if (world.Life is { } life)
            world.CompareLive(life, "in the middle");
    }

    private static void Jump(SimWorld world)
    {
        TimeSpan by = world.Dice.Pick([TimeSpan.FromDays(1), TimeSpan.FromDays(-1), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(-30)]);
        world.Story?.Add($"the wall clock jumps by {by}");
        world.Clock.Jump += by;
    }

    private static void Settle(SimWorld world)
    {
        world.Faulty = false;
        world.Kernel.Press(0, 0);
        world.Disk.FullUntil = TimeSpan.Zero;
        world.Clock.Jump = TimeSpan.Zero;
        world.CrashIn(int.MaxValue);
        world.Crashed = null;
        world.Story?.Add("peace");
        world.StartLife();
        Until(world, "the daemon serves", () => !world.Restoring);
        world.Send(cause => new ThawFleet(User, cause, Force: true));
        Until(world, "the fleet is thawed", () => world.Check.Model.Freeze is null || ThawAgain(world));
        foreach (ContainerState state in world.Check.Model.Containers.Values.OrderBy(state => state.CreatedSeq).ToArray())
        {
            if (state.Phase is ContainerPhase.Frozen or ContainerPhase.Freezing)
                world.Send(cause => new ThawContainer(User, cause, state.Name, Force: true));
        }
        Until(world, "everything is at rest", () => AtRest(world));
        // What was on its way into the journal may begin something yet.
        world.RunUntil(world.Clock.Now + TimeSpan.FromSeconds(10));
        Until(world, "everything is at rest again", () => AtRest(world));
        world.RunUntil(world.Clock.Now + TimeSpan.FromMilliseconds(1));
        if (world.Problem is null && AtRest(world))
            world.CompareActors(world.Life!);
        // Whoever lives on has its share again.
        foreach (SimGroup group in world.Kernel.Groups.Values.Where(group => group.Weight == 1))
        {
            if (world.Check.Model.Containers.GetValueOrDefault(group.Id) is { Lives: true, Spec.Resources.CpuWeight: not 1 } state && state.Attempt == group.Attempt)
                world.Fail($"{state.Name} was left with the smallest share of the CPUs");
        }
    }

    /// <summary>
    /// Schedules would go on for ever, and what a class holds back would wait as long. Asked again and again: an order to add
    /// one may still be on its way.
    /// </summary>
    private static bool NothingHolds(SimWorld world)
    {
        if (world.Check.Model.Schedules.Count == 0 && world.Check.Model.Classes.Values.All(known => known.Concurrency is null))
            return true;
        world.Repeat(() =>
        {
            foreach (ScheduleState schedule in world.Check.Model.Schedules.Values.OrderBy(schedule => schedule.AddedSeq).ToArray())
                world.Send(cause => new RemoveSchedule(User, cause, schedule.Id.ToString()));
            foreach (string name in world.Check.Model.Classes.Keys.Order(StringComparer.Ordinal).ToArray())
                world.Send(cause => new SetClass(User, cause, name, 0, null));
        });
        return false;
    }

    /// <summary>Nobody knows how long a container outside of batches runs, and jobs may wait for what its limits ask for.</summary>
    private static bool NothingTakes(SimWorld world)
    {
        ContainerState[] takers = [.. world.Check.Model.Containers.Values.Where(state => SimLife.Capacity.Outside(state) != default).OrderBy(state => state.CreatedSeq)];
        if (takers.Length == 0 || world.Check.Model.Batches.Values.All(batch => batch.Ended))
            return true;
        world.Repeat(() =>
        {
            foreach (ContainerState state in takers)
                world.Send(cause => new StopContainer(User, cause, state.Id.ToString(), null));
        });
        return false;
    }

    private static bool ThawAgain(SimWorld world)
    {
        world.Repeat(() => world.Send(cause => new ThawFleet(User, cause, Force: true)));
        return false;
    }

    private static bool AtRest(SimWorld world)
    {
        if (world.Check.Model.Freeze is not null)
            return ThawAgain(world);
        if (!NothingHolds(world))
            return false;
        foreach (ContainerState state in world.Check.Model.Containers.Values)
        {
            switch (state.Phase)
            {
                case ContainerPhase.Frozen:
                    world.Repeat(() => world.Send(cause => new ThawContainer(User, cause, state.Name, Force: true)));
                    return false;
                case not ContainerPhase.Running and not ContainerPhase.Stopped:
                    return false;
            }
            if (state.Removing || state.Updating is not null || state.Lowered)
                return false;
        }
        if (!NothingTakes(world))
            return false;
        if (world.Check.Model.Batches.Values.Any(batch => !batch.Ended && !batch.Holds.IsEmpty))
        {
            world.Repeat(() =>
            {
                foreach (BatchState batch in world.Check.Model.Batches.Values.Where(batch => !batch.Ended && !batch.Holds.IsEmpty).OrderBy(batch => batch.SubmittedSeq).ToArray())
                    world.Send(cause => new ReleaseBatch(User, cause, batch.Id.ToString(), null));
            });
        }
        return world.Check.Model.Batches.Values.All(batch => batch.Ended) && !world.Open.Any();
    }

    private static void ClearUp(SimWorld world)
    {
        if (world.Problem is not null)
            return;
        Until(world, "all are removed", () =>
        {
            world.Repeat(() =>
            {
                foreach (ContainerState state in world.Check.Model.Containers.Values.OrderBy(state => state.CreatedSeq).ToArray())
                    world.Send(cause => new RemoveContainer(User, cause, state.Id.ToString(), Force: true));
            });
            return world.Check.Model.Containers.Count == 0 && !world.Open.Any();
        });
        world.RunUntil(world.Clock.Now + TimeSpan.FromSeconds(30));
        if (world.Problem is not null)
            return;
        foreach (SimInit init in world.Kernel.Inits.Values.Where(init => init.Alive))
            world.Fail($"init {init.Identity.Pid} of {world.Check.NameOf(init.Id)} lives and nobody owns it");
        foreach ((Guid id, int attempt) in world.Kernel.Groups.Keys)
            world.Fail($"the cgroup of attempt {attempt} of {world.Check.NameOf(id)} was left behind");
        foreach ((Guid id, int attempt) in world.Kernel.LauncherTable)
            world.Fail($"the launcher still keeps the end of attempt {attempt} of {world.Check.NameOf(id)}");
        Until(world, "all networks are removed", () =>
        {
            world.Repeat(() =>
            {
                foreach (string network in world.Check.Model.Networks.Keys.Order(StringComparer.Ordinal).ToArray())
                    world.Send(cause => new RemoveNetwork(User, cause, network));
            });
            return world.Check.Model.Networks.Count == 0 && !world.Open.Any();
        });
        foreach (Guid id in world.Kernel.Networks)
            world.Fail($"the bridge of network {id} was left behind");
        foreach (Guid id in world.Kernel.Stored)
            world.Fail($"files of {world.Check.NameOf(id)} were left behind");
        world.CompareLive(world.Life!, "at the end");
    }

    private static void Until(SimWorld world, string what, Func<bool> condition)
    {
        if (world.Problem is null && !world.Run(condition, world.Clock.Now + Peace) && world.Problem is null)
            world.Fail($"it never comes true that {what}:\n{Stuck(world)}");
    }

    private static string Stuck(SimWorld world) => string.Join('\n',
    [
        .. world.Check.Model.Containers.Values.OrderBy(state => state.CreatedSeq)
            .Select(state => $"  {state.Name} {state.Phase} attempt {state.Attempt}{(state.Removing ? " removing" : "")}{(state.Updating is null ? "" : " updating")}, kernel: {world.Kernel.Find(state.Id, state.Attempt)?.Alive.ToString() ?? "none"}"),
        .. world.Check.Model.Batches.Values.Where(batch => !batch.Ended).Select(batch => $"  batch {batch.Name} {batch.Phase} {batch.Tally}"),
        .. ((world.Life?.Actor is { } fleet ? ActorAccess.Of(fleet.Queue) : null) as QueueActor)?.Waiting.Select(line => "  " + line) ?? [],
        .. world.Open.Select(request => $"  unanswered: {request.Cause} {request.Message}"),
        $"  fleet: {world.Check.Model.Freeze?.Phase.ToString() ?? "free"}",
    ]);
}
