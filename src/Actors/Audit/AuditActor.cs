using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Audit;

/// <summary>
/// Has checkpoints written: at the start, after so many records, after some time while there are new ones, and at a
/// clean stop. A node where nothing happens writes none.
/// </summary>
internal sealed class AuditActor : ReceiveActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly AuditServices _audit;
    private readonly IActorRef _journal;
    private readonly Clock _clock;
    private readonly List<IActorRef> _waiting = [];
    private long _head;
    private long _signed;
    private long _tag;
    private bool _underWay;
    private IDisposable? _alarm;

    public AuditActor(AuditServices audit, IActorRef journal, Clock clock)
    {
        _audit = audit;
        _journal = journal;
        _clock = clock;
        Receive<Moved>(moved => Advance(moved.Seq));
        Receive<Overdue>(_ =>
        {
            _alarm = null;
            Write("the time between checkpoints is over");
        });
        Receive<WriteCheckpoint>(request =>
        {
            _waiting.Add(Sender);
            Write(request.Cause);
        });
        Receive<OwnCommitted>(Written);
        Receive<AppendRefused>(Refused);
    }

    protected override void PreStart()
    {
        // The first signature compiles the curve: here, and not while the journal's actor seals a batch.
        _audit.Signer.Sign("orch audit warm-up"u8);
        List<Entry> entries = [];
        if (_audit.Witness.Reset is { } reset)
            entries.Add(new Entry(reset, Caller.Engine, "the daemon started"));
        Append(entries, "the daemon started");
    }

    protected override void PostStop() => _alarm?.Dispose();

    private void Advance(long seq)
    {
        _head = Math.Max(_head, seq);
        if (_head <= _signed || _underWay)
            return;
        if (_head - _signed >= _audit.CheckpointEvents)
            Write("enough records since the last checkpoint");
        else
            _alarm ??= _clock.After(_audit.CheckpointInterval, Self, new Overdue());
    }

    private void Write(string cause)
    {
        if (_underWay)
            return;
        if (_head <= _signed)
            Answer();
        else
            Append([], cause);
    }

    private void Append(List<Entry> entries, string cause)
    {
        _underWay = true;
        _alarm?.Dispose();
        _alarm = null;
        entries.Add(new Entry(new PlacedCheckpoint(_audit.Signer, _audit.Node), Caller.Engine, cause));
        _journal.Tell(new Append(entries, ++_tag, Refusable: true, Self));
    }

    private void Written(OwnCommitted written)
    {
        _underWay = false;
        _signed = written.Records[^1].Seq;
        _head = Math.Max(_head, _signed);
        if (written.Records.Any(record => record.Event is HeadWitnessReset))
            _audit.Witness.ResetRecorded();
        Answer();
        Advance(_head);
    }

    /// <summary>The journal is busy or down: the next record or alarm brings the next try.</summary>
    private void Refused(AppendRefused refused)
    {
        _underWay = false;
        _log.Warning("No checkpoint was written: {0}", refused.Refusal.Reason);
        Answer();
        _alarm ??= _clock.After(_audit.CheckpointInterval, Self, new Overdue());
    }

    private void Answer()
    {
        foreach (IActorRef asker in _waiting)
            asker.Tell(new CheckpointDone(_signed));
        _waiting.Clear();
    }

    /// <summary>Records up to this one are durable.</summary>
    internal sealed record Moved(long Seq);

    private sealed record Overdue;
}
