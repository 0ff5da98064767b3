using Akka.Actor;
using Orchestrator.Actors;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Pressure;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Actors.Time;
using Orchestrator.Simulation.Tests.Stage;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>One daemon from its start to its kill: the real actors over this world's kernel, disk and clock.</summary>
internal sealed class SimLife
{
    public const int Concurrency = 3;
    public const int MaxConcurrency = 5;

    public static NodeCapacity Capacity { get; } = new() { Cpus = 2, MemoryBytes = 1000, Pids = 100 };

    private static int s_count;

    private readonly SimWorld _world;
    private readonly SimDiskSession _session;

    public SimLife(SimWorld world, SimSystem system)
    {
        _world = world;
        Number = Interlocked.Increment(ref s_count);
        Runtime = new SimRuntime(world, this);
        _session = new SimDiskSession(world, this);
        SimJournalPlugin.Sessions[_session.PersistenceId] = _session;
        OrchestratorOptions options = new()
        {
            SnapshotDirectory = world.SnapshotDirectory,
            SnapshotEvery = 15,
            AccountingInterval = world.Profile.Pressure ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10),
            DefaultConcurrency = Concurrency,
            MaxConcurrency = MaxConcurrency,
            Capacity = Capacity,
            // Impatient, so that a minute sees all of it; now and then a daemon with it switched off follows one that had it on.
            Pressure = new PressureOptions
            {
                Enabled = world.Profile.Pressure && !(world.Lives % 4 == 3),
                Window = 2,
                Cooldown = TimeSpan.FromSeconds(1),
                Calm = TimeSpan.FromSeconds(2),
                Ageing = TimeSpan.FromSeconds(4),
                KillAfter = TimeSpan.FromSeconds(8),
            },
        };
        FleetContext context = new(
            Runtime, _session, new EventFeed(), new Clock(new LifeTime(world.Clock, this), world.Dice), options, () => world.Ended(this))
        {
            ProcessId = 4711,
            OneThread = true,
        };
        system.Stage.Begin(Number);
        Fleet = system.System.ActorOf(Props.Create(() => new FleetActor(context)), SimStage.NameOf(Number));
    }

    public int Number { get; }

    public SimRuntime Runtime { get; }

    public IActorRef Fleet { get; }

    /// <summary>From the moment of the kill nothing of it has any effect.</summary>
    public bool Dead { get; private set; }

    /// <summary>The fleet's actor itself; null while it does not run.</summary>
    public FleetActor? Actor => ActorAccess.Of(Fleet) as FleetActor;

    public void Kill()
    {
        Dead = true;
        _session.Cut();
        Runtime.Cut();
        SimJournalPlugin.Sessions.TryRemove(_session.PersistenceId, out _);
    }
}
