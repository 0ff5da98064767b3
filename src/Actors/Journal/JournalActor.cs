using Akka.Actor;
using Akka.Event;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Time;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// The way into the journal. It gathers appends while a write is under way and writes them together; it numbers and
/// chains them. A write that fails ends the writer: what was in it is looked for in the journal when the next writer
/// is there, so that nothing is recorded twice; orders among it are refused, facts are written again.
/// </summary>
internal sealed class JournalActor : ReceiveActor
{
    private const int MaxBatch = 2_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly IActorRef _fleet;
    private readonly IJournalReader _reader;
    private readonly Clock _clock;
    private readonly int _maxBacklog;
    private readonly IHeadWitness? _witness;
    private readonly LinkedList<Append> _waiting = new();
    private long _lastSeq;
    private byte[] _lastHash;
    private int _backlog;
    private int _failures;
    private string? _problem;
    private WriteBatch? _batch;
    private IActorRef? _writer;
    private bool _ready;
    private IDisposable? _pause;

    public JournalActor(
        IActorRef fleet, IJournalReader reader, Clock clock, int maxBacklog, long lastSeq, byte[] lastHash,
        IHeadWitness? witness = null)
    {
        _fleet = fleet;
        _reader = reader;
        _clock = clock;
        _maxBacklog = maxBacklog;
        _witness = witness;
        _lastSeq = lastSeq;
        _lastHash = lastHash;
        Receive<Append>(Enqueue);
        Receive<JournalWriter.Ready>(WriterReady);
        Receive<JournalWriter.Written>(_ => Written());
        Receive<JournalWriter.Failed>(failed => _problem = failed.Problem);
        Receive<Terminated>(_ => WriterGone(problem: null));
        Receive<StartWriter>(_ => Settle());
        Receive<Settled>(_ => Start());
        Receive<Unsettled>(unsettled => NotSettled(unsettled.Cause));
        Receive<Found>(found => SortOut(found.Records));
        Receive<Status.Failure>(failure => LookingFailed(failure.Cause));
    }

    protected override void PreStart() => Start();

    protected override void PostStop() => _pause?.Dispose();

    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(e =>
        {
            _problem ??= e.GetBaseException().Message;
            return Directive.Stop;
        });

    private void Enqueue(Append append)
    {
        if (append.Refusable && Refusal() is { } refusal)
        {
            append.ReplyTo.Tell(new AppendRefused(append.Tag, refusal));
            return;
        }
        _waiting.AddLast(append);
        _backlog += append.Entries.Count;
        Write();
    }

    private Refusal? Refusal()
    {
        if (_problem is not null && !_ready)
            return Unavailable(_problem);
        return _backlog > _maxBacklog
            ? new Refusal(RefusalKind.Busy, $"{_backlog} events wait for the journal. Try again in a moment.")
            : null;
    }

    private void Write()
    {
        if (!_ready || _batch is not null || _waiting.Count == 0)
            return;
        List<Append> appends = [];
        for (int records = 0; records < MaxBatch && _waiting.First is { } first; _waiting.RemoveFirst())
        {
            appends.Add(first.Value);
            records += first.Value.Entries.Count;
        }
        _batch = new WriteBatch(appends, _lastSeq, _lastHash, _clock.Now);
        _writer.Tell(new JournalWriter.Write(_batch.FirstSeq, _batch.Stored));
    }

    private void Written()
    {
        if (_batch is not { } batch)
            return;
        _batch = null;
        _lastSeq = batch.LastSeq;
        _lastHash = batch.LastHash;
        _witness?.Advance(_lastSeq, _lastHash);
        _backlog -= batch.Stored.Count;
        _failures = 0;
        if (_problem is not null)
        {
            _log.Info("The journal works again; {0} events wait", _backlog);
            _problem = null;
            _fleet.Tell(new JournalHealth(null));
        }
        _fleet.Tell(new Committed(batch.Groups));
        Write();
    }

    private void WriterGone(string? problem)
    {
        _ready = false;
        _writer = null;
        _problem = problem ?? _problem ?? "the journal's writer ended";
        TimeSpan pause = TimeSpan.FromTicks(
            (long)Math.Min(LongestPause.Ticks, FirstPause.Ticks * Math.Pow(2, Math.Min(_failures++, 16))));
        _log.Warning("The journal failed, next try in {0}: {1}", pause, _problem);
        _fleet.Tell(new JournalHealth(_problem));
        _pause = _clock.After(pause, Self, new StartWriter());
    }

    // A write that was given up may still be under way in the database: what the next writer finds must be final.
    private void Settle() => _reader.SettleAsync(CancellationToken.None).PipeTo(
        Self, success: () => new Settled(), failure: e => new Unsettled(e.GetBaseException()));

    private void Start()
    {
        (IActorRef self, string persistenceId) = (Self, _reader.PersistenceId);
        _writer = Context.Watch(Context.ActorOf(ActorProps.Of(() => new JournalWriter(self, persistenceId))));
    }

    private void WriterReady(JournalWriter.Ready ready)
    {
        if (!Sender.Equals(_writer))
            return;
        if (ready.LastSeq == _lastSeq)
        {
            SortOut([]);
        }
        else if (_batch is { } batch && ready.LastSeq >= batch.LastSeq)
        {
            // The write was carried out and only its answer was lost.
            Look(batch).PipeTo(Self, success: records => new Found(records));
        }
        else
        {
            throw new InvalidOperationException(
                $"The journal ends at {ready.LastSeq}, but {_lastSeq} was recorded last: something else wrote to it.");
        }
    }

    private async Task<List<StoredRecord>> Look(WriteBatch batch)
    {
        List<StoredRecord> found = [];
        await foreach (StoredRecord record in _reader.ReadAsync(batch.FirstSeq - 1, batch.LastSeq, default))
            found.Add(record);
        return found;
    }

    private void LookingFailed(Exception cause)
    {
        _problem = cause.GetBaseException().Message;
        Context.Stop(_writer);
    }

    private void SortOut(List<StoredRecord> found)
    {
        _ready = true;
        if (_batch is { } batch)
        {
            if (found.Count == batch.Stored.Count
                && found.Zip(batch.Stored).All(pair => pair.First.Payload.Span.SequenceEqual(pair.Second.Payload)))
            {
                Written();
                return;
            }
            if (found.Count > 0)
                throw new InvalidOperationException($"The journal holds other records after {_lastSeq} than were written.");
            _batch = null;
            WriteAgain(batch, Unavailable(_problem));
        }
        // Whether it works shows with the next write: let one come.
        if (_problem is not null)
            _fleet.Tell(new JournalHealth(null));
        Write();
    }

    private void NotSettled(Exception cause)
    {
        if (cause is JournalLostException)
            RefuseAll(new Refusal(RefusalKind.Unavailable, $"{cause.Message} Whether this was still carried out, the other's history tells."));
        WriterGone(cause.Message);
    }

    private void RefuseAll(Refusal refusal)
    {
        if (_batch is { } batch)
        {
            _batch = null;
            WriteAgain(batch, refusal);
        }
        foreach (Append order in _waiting.Where(append => append.Refusable).ToList())
        {
            _waiting.Remove(order);
            _backlog -= order.Entries.Count;
            order.ReplyTo.Tell(new AppendRefused(order.Tag, refusal));
        }
    }

    private void WriteAgain(WriteBatch batch, Refusal refusal)
    {
        for (int i = batch.Appends.Count - 1; i >= 0; i--)
        {
            Append append = batch.Appends[i];
            if (append.Refusable)
            {
                _backlog -= append.Entries.Count;
                append.ReplyTo.Tell(new AppendRefused(append.Tag, refusal));
            }
            else
            {
                _waiting.AddFirst(append);
            }
        }
    }

    private static Refusal Unavailable(string? problem) => new(
        RefusalKind.Unavailable,
        $"The journal cannot be written: {problem}. Nothing was done. Containers go on; try again once this is mended.");

    private sealed record StartWriter;

    private sealed record Settled;

    private sealed record Unsettled(Exception Cause);

    private sealed record Found(List<StoredRecord> Records);
}
