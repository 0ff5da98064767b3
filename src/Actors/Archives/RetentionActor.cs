using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Events;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Archives;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Archives;

/// <summary>
/// Moves old records to files: when asked, and by itself when the journal is kept for a limited time. First a checkpoint
/// signs what is there, then the files are made, then that is recorded, and only then the records are removed.
/// </summary>
internal sealed class RetentionActor : ReceiveActor
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestSlack = TimeSpan.FromDays(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _life = new();
    private readonly ArchiveWork _work;
    private readonly IActorRef _journal;
    private readonly IActorRef _audit;
    private readonly Clock _clock;
    private readonly TimeSpan? _retain;
    private IDisposable? _alarm;
    private ArchiveJournal? _request;
    private IActorRef _asker = ActorRefs.Nobody;
    private JournalArchived? _archived;
    private long _tag;

    public RetentionActor(ArchiveWork work, IActorRef journal, IActorRef audit, Clock clock, TimeSpan? retain)
    {
        _work = work;
        _journal = journal;
        _audit = audit;
        _clock = clock;
        _retain = retain;
        Idle();
    }

    protected override void PreStart()
    {
        _work.UnfinishedAsync(_life.Token).PipeTo(Self, success: through => new Unfinished(through));
        if (_retain is not null)
            _alarm = _clock.After(FirstLook, Self, new Due());
    }

    protected override void PostStop()
    {
        _alarm?.Dispose();
        _life.Cancel();
    }

    private void Idle()
    {
        Receive<ArchiveJournal>(request => Begin(request, Sender));
        Receive<Due>(_ => _work.OldestAsync(_life.Token).PipeTo(Self, success: time => new Oldest(time)));
        Receive<Oldest>(oldest =>
        {
            _alarm = _clock.After(Look, Self, new Due());
            TimeSpan retain = _retain!.Value;
            // Not an archive for each few records: a tenth of the time more may gather.
            TimeSpan slack = retain / 10 < LongestSlack ? retain / 10 : LongestSlack;
            if (oldest.Time < _clock.Now - retain - slack)
                Begin(new ArchiveJournal(Caller.Engine, "journal.retain", BeforeTime: _clock.Now - retain), ActorRefs.Nobody);
        });
        Receive<Unfinished>(unfinished =>
        {
            if (unfinished.Through is { } through)
            {
                _log.Info("Records up to {0} lie in an archive: they are removed from the journal now", through);
                _work.RemoveAsync(through, _life.Token).PipeTo(Self, success: () => new Removed());
            }
        });
        Receive<Removed>(_ => { });
        Receive<Status.Failure>(failure => _log.Warning("The journal's archive: {0}", failure.Cause.GetBaseException().Message));
    }

    private void Busy()
    {
        Receive<ArchiveJournal>(_ => Sender.Tell(new Refusal(
            RefusalKind.Busy, "Records are being archived already. Try again when that is done.")));
        Receive<Due>(_ => _alarm = _clock.After(Look, Self, new Due()));
        Receive<Unfinished>(_ => { });
        Receive<CheckpointDone>(Signed);
        Receive<Chosen>(Prepare);
        Receive<Prepared>(prepared =>
        {
            _archived = prepared.What;
            _journal.Tell(new Append(
                [new Entry(prepared.What, _request!.Caller, _request.Cause)], ++_tag, Refusable: true, Self));
        });
        Receive<AppendRefused>(refused => End(refused.Refusal));
        Receive<OwnCommitted>(_ => _work.RemoveAsync(_archived!.Through, _life.Token).PipeTo(Self, success: () => new Removed()));
        Receive<Removed>(_ => End(new ArchiveView(_archived!.First, _archived.Through, _archived.File, _archived.Bytes)));
        Receive<Status.Failure>(failure => End(new Refusal(RefusalKind.Unavailable, failure.Cause.GetBaseException().Message)));
    }

    private void Begin(ArchiveJournal request, IActorRef asker)
    {
        _request = request;
        _asker = asker;
        Become(Busy);
        _audit.Tell(new WriteCheckpoint("before old records are archived"));
    }

    private void Signed(CheckpointDone done)
    {
        if (done.Seq == 0)
        {
            End(new Refusal(RefusalKind.Unavailable, "No checkpoint could be written, so nothing is archived. Try again later."));
            return;
        }
        ArchiveJournal request = _request!;
        _work.RangeAsync(request.BeforeSeq, request.BeforeTime, done.Seq, _life.Token)
            .PipeTo(Self, success: range => new Chosen(range));
    }

    private void Prepare(Chosen chosen)
    {
        if (chosen.Range is not { } range)
            End(new ArchiveView(0, 0, null, 0));
        else
            _work.PrepareAsync(range.First, range.Through, _life.Token).PipeTo(Self, success: what => new Prepared(what));
    }

    private void End(object answer)
    {
        if (answer is Refusal refusal)
            _log.Warning("Nothing was archived, or not removed yet: {0}", refusal.Reason);
        else if (answer is ArchiveView { File: { } file } view)
            _log.Info("Records {0} to {1} lie in {2} now", view.First, view.Through, file);
        _asker.Tell(answer);
        _request = null;
        _archived = null;
        Become(Idle);
    }

    private sealed record Due;

    private sealed record Oldest(DateTimeOffset? Time);

    private sealed record Unfinished(long? Through);

    private sealed record Chosen((long First, long Through)? Range);

    private sealed record Prepared(JournalArchived What);

    private sealed record Removed;
}
