using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Accounting;
using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Batches;
using Orchestrator.Actors.Containers;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Images;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Pressure;
using Orchestrator.Actors.Scheduling;
using Orchestrator.Actors.Snapshots;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Fleets;

/// <summary>From the start of the daemon to the first command that is served.</summary>
internal sealed partial class FleetActor
{
    private const string RestoreCause = "the daemon started";

    private ReadinessView? _readiness;
    private readonly Dictionary<Guid, int> _endedMeanwhile = [];

    /// <summary>The journal is being folded. Requests wait.</summary>
    private void Restoring()
    {
        Receive<RestoredFleet>(Begin);
        Receive<Status.Failure>(failure => Broken(failure.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private void Begin(RestoredFleet restored)
    {
        Failpoint.Hit("restore.before-survey");
        FleetModel model = _model = restored.Model;
        _snapshotSeq = restored.SnapshotSeq;
        _context.Feed.Begin(model.LastSeq);
        (IActorRef self, long lastSeq, byte[] lastHash) = (Self, model.LastSeq, model.LastHash);
        _journal = Context.Watch(Context.ActorOf(
            ActorProps.Of(() => new JournalActor(
                self, _context.Reader, _context.Clock, _context.Options.MaxJournalBacklog, lastSeq, lastHash,
                _context.Audit?.Witness)),
            "journal"));
        IActorRef journal = _journal;
        IActorRef pressure = _context.Options.Pressure.Enabled
            ? Context.ActorOf(
                ActorProps.Of(() => new PressureActor(self, journal, _calls, _board, _context.Clock, _context.Options.Pressure)), "pressure")
            : ActorRefs.Nobody;
        _accounting = Context.ActorOf(
            ActorProps.Of(() => new AccountingActor(
                _context.Runtime, _board, _context.Clock, _context.Options.AccountingInterval, pressure)),
            "accounting");
        _queue = Context.ActorOf(
            ActorProps.Of(() => new QueueActor(self, journal, _context.Clock, _context.Options)), "queue");
        _images = Context.ActorOf(ActorProps.Of(() => new ImageRecorder(journal)), "images");
        if (_snapshots is { } file)
            _snapshotWriter = Context.ActorOf(ActorProps.Of(() => new SnapshotActor(file)), "snapshots");
        _containers = new ContainerContext(
            journal, _calls, _context.Clock, _board, _views, new Answers(_views), Logging.GetLogger(Context.System, typeof(ContainerActor)));
        Become(Surveying);
        List<KnownContainer> known = [.. model.Containers.Values.Select(Known)];
        List<KnownNetwork> networks = [.. model.Networks.Values.Select(network => new KnownNetwork(network.Id, network.Definition))];
        _calls.Patient(async (runtime, cancel) =>
            {
                await runtime.Networks.RestoreAsync(networks, cancel).ConfigureAwait(false);
                return await runtime.SurveyAsync(known, cancel).ConfigureAwait(false);
            })
            .PipeTo(Self, success: found => new Surveyed(found));
    }

    /// <summary>The launcher is asked what became of each container. Requests wait.</summary>
    private void Surveying()
    {
        Receive<Surveyed>(surveyed => RecordTruth(surveyed.Found));
        Receive<Status.Failure>(failure => Broken(failure.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private void RecordTruth(IReadOnlyList<SurveyResult> found)
    {
        Failpoint.Hit("restore.before-record");
        string boot = _context.Runtime.BootId;
        RestoreDecision decision = RestoreDecision.Of(
            _model.Containers.Values, found, rebooted: _model.BootId is { } before && before != boot, _context.Clock.Now);
        List<Entry> entries = [];
        foreach ((ContainerState state, IReadOnlyList<IContainerEvent> events) in decision.Events)
        {
            foreach (IContainerEvent what in events)
                entries.Add(new Entry(what, Caller.Engine, RestoreCause, state.Id, state.Name, state.Job?.Batch, state.Attempt));
            if (decision.Ended.Contains(state.Id))
                _endedMeanwhile[state.Id] = state.Attempt;
        }
        entries.Add(new Entry(
            new EngineStarted(_context.ProcessId, decision.Adopted, decision.Ended.Count, decision.Relaunched, boot),
            Caller.Engine, RestoreCause));
        _readiness = new ReadinessView(
            _model.Containers.Count, decision.Adopted, decision.Ended.Count, decision.Relaunched, 0, TimeSpan.Zero, null);
        _journal.Tell(new Append(entries, ++_tag, Refusable: false, Self));
        Become(Reconciling);
    }

    /// <summary>What the survey found is being recorded. Requests wait.</summary>
    private void Reconciling()
    {
        Receive<Committed>(committed =>
        {
            Absorb(committed);
            Serve();
        });
        Receive<JournalHealth>(health =>
        {
            _journalProblem = health.Problem;
            Become(ReadOnly);
            Stash.UnstashAll();
        });
        Receive<Terminated>(ChildGone);
        ReceiveAny(_ => Stash.Stash());
    }

    /// <summary>
    /// The journal cannot be written since the start, e.g. for a full disk: questions are answered as the journal has
    /// it, orders are refused, and the rest waits until what the survey found is recorded.
    /// </summary>
    private void ReadOnly()
    {
        Receive<Committed>(committed =>
        {
            _journalProblem = null;
            Absorb(committed);
            Serve();
        });
        Receive<JournalHealth>(health => _journalProblem = health.Problem ?? _journalProblem);
        Receive<Terminated>(ChildGone);
        Questions();
        Receive<GetReadiness>(_ => Sender.Tell(NotNow()));
        Receive<ICommand>(_ => Sender.Tell(NotNow()));
        ReceiveAny(_ => Stash.Stash());
    }

    private Refusal NotNow() => new(
        RefusalKind.Unavailable, $"The journal cannot be written: {_journalProblem}. Nothing was done; try again once this is mended.");

    private void Serve()
    {
        Failpoint.Hit("restore.before-serve");
        _readiness = _readiness! with
        {
            Sequence = _model.LastSeq,
            Took = _context.Clock.Provider.GetElapsedTime(_born),
        };
        _log.Info(
            "Restored {0} containers at record {1}: {2} adopted, {3} ended meanwhile, {4} to be launched",
            _readiness.Containers, _model.LastSeq, _readiness.Adopted, _readiness.Ended, _readiness.Relaunched);
        Become(Serving);
        foreach (ContainerState state in _model.Containers.Values.ToArray())
        {
            int? ended = _endedMeanwhile.TryGetValue(state.Id, out int attempt) ? attempt : null;
            if (state is { Lives: false, RestartAt: null, Removing: false, Storing: null } && ended is null)
                continue;
            ToChild(state.Id, new Resume(ended), ActorRefs.NoSender);
            if (state.Init is not null)
                _accounting.Tell(new AccountingActor.Began(state.Id));
            ThawLeftOver(state);
            // What was frozen before pressure was switched off has nobody else to thaw it.
            if (!_context.Options.Pressure.Enabled && PressureActor.IsHeldByPressure(state))
                Self.Tell(PressureActor.Thaw(state.Id), ActorRefs.NoSender);
            if (!_context.Options.Pressure.Enabled && state is { Lowered: true, Lives: true })
                GiveBackShare(state);
        }
        (IActorRef self, IActorRef journal) = (Self, _journal);
        Context.ActorOf(ActorProps.Of(() => new ExitPump<InitExit>(_context.Runtime.Exits, self)), "exits");
        Context.ActorOf(ActorProps.Of(() => new ExitPump<ExecExit>(_context.Runtime.ExecExits, self)), "exec-exits");
        if (_context.Runtime.OomKills is { } kills)
            Context.ActorOf(ActorProps.Of(() => new ExitPump<OomKill>(kills, self)), "oom-kills");
        if (_context.Runtime.LogFloods is { } floods)
            Context.ActorOf(ActorProps.Of(() => new ExitPump<LogFlood>(floods, self)), "log-floods");
        if (_context.Audit is { } audit)
            BeginAudit(audit, journal);
        ResumeFreeze();
        _outside = _toldOutside = _model.Containers.Values.Aggregate(default(Demand), (sum, state) => sum + _context.Options.Capacity.Outside(state));
        _queue.Tell(new QueueActor.Begin(
            [.. _model.Batches.Values], [.. _model.Classes.Values.OrderBy(known => known.Name, StringComparer.Ordinal)],
            [.. _model.Schedules.Values.OrderBy(schedule => schedule.AddedSeq)], _model.Freeze is not null, _toldOutside));
        Stash.UnstashAll();
    }

    private void BeginAudit(AuditServices audit, IActorRef journal)
    {
        IActorRef auditor = _audit = Context.ActorOf(
            ActorProps.Of(() => new AuditActor(audit, journal, _context.Clock)), "audit");
        if (_context.Archive is not { } archive)
            return;
        ArchiveWork work = new(archive, _context.Reader);
        _retention = Context.ActorOf(
            ActorProps.Of(() => new RetentionActor(work, journal, auditor, _context.Clock, _context.Options.JournalRetain)),
            "retention");
    }

    private void Broken(Exception cause)
    {
        string problem = cause.GetBaseException().Message;
        _log.Error(cause, "The fleet was not restored");
        _context.Feed.Break(cause);
        Become(() => ReceiveAny(_ => Sender.Tell(new Refusal(RefusalKind.Unavailable, problem))));
        Stash.UnstashAll();
    }

    internal static KnownContainer Known(ContainerState state) => new(
        state.Id, state.Name, state.Attempt, state.Init, state.Lives, state.Prepared,
        // What it was given while it runs holds on.
        state.PluggedRules is { } rules ? state.Spec with { Resources = state.Spec.Resources.With(new ResourceLimits { Devices = rules }) } : state.Spec);

    private sealed record Surveyed(IReadOnlyList<SurveyResult> Found);
}
