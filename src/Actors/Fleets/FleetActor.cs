using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Snapshots;

namespace Orchestrator.Actors.Fleets;

/// <summary>
/// The root. It folds the journal into the one table of the node, finds containers by name, passes orders to their
/// actors and durable events to whom they concern, and answers queries from the table.
/// </summary>
internal sealed partial class FleetActor : ReceiveActor, IWithStash
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _life = new();
    private readonly UsageBoard _board = new();
    private readonly FleetContext _context;
    private readonly RuntimeCalls _calls;
    private readonly ContainerViews _views;
    private readonly SnapshotFile? _snapshots;
    private readonly long _born;
    private FleetModel _model = new();
    private ContainerContext? _containers;
    private IActorRef _journal = ActorRefs.Nobody;
    private IActorRef _accounting = ActorRefs.Nobody;
    private IActorRef _queue = ActorRefs.Nobody;
    private IActorRef _snapshotWriter = ActorRefs.Nobody;
    private IActorRef _images = ActorRefs.Nobody;
    private IActorRef? _audit;
    private IActorRef? _retention;
    private string? _journalProblem;
    private long _snapshotSeq;
    private long _tag;

    public FleetActor(FleetContext context)
    {
        _context = context;
        _born = context.Clock.Provider.GetTimestamp();
        _calls = new RuntimeCalls(context.Runtime, context.Clock, _life.Token);
        _views = new ContainerViews(context.Runtime, _board, context.Clock);
        _snapshots = context.Options.SnapshotDirectory is { } directory ? new SnapshotFile(directory) : null;
        Restoring();
    }

    public IStash Stash { get; set; } = null!;

    /// <summary>For a simulation, which holds it against the journal.</summary>
    internal FleetModel Model => _model;

    internal bool Serves => _readiness is { Sequence: > 0 };

    /// <summary>For a simulation.</summary>
    internal IActorRef Queue => _queue;

    /// <summary>For a simulation: the containers that have an actor.</summary>
    internal IEnumerable<(Guid Id, IActorRef Actor)> Children => _children.Select(child => (child.Key, child.Value.Actor));

    protected override void PreStart() =>
        FleetRestore.RunAsync(_context.Reader, _snapshots, _context.OneThread, _life.Token, _context.Archive).PipeTo(Self);

    protected override void PostStop()
    {
        _lease?.Dispose();
        _look?.Dispose();
        _life.Cancel();
    }

    // A container's actor that fails by a bug is stopped; the next message for it finds a fresh one, built from the
    // journal. The journal's own actor must not fail: then nothing may be acknowledged any more (see ChildGone).
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(e =>
    {
        _log.Error(e, "An actor of the fleet failed");
        return Directive.Stop;
    });
}
