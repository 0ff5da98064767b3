namespace Orchestrator.Actors.Journal;

/// <summary>
/// The last durable records, for those who follow. All followers share one ring and hold no more than their place in
/// it, so that thousands of slow ones cost nothing and hold up nobody; who falls out of it reads the history again.
/// </summary>
internal sealed class EventFeed
{
    public const int Buffer = 8_192;

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly JournalRecord?[] _ring = new JournalRecord?[Buffer];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _followers;
    private long _lastSeq;

    /// <summary>The ring holds the records after this one.</summary>
    private long _before;

    /// <summary>Completes when the history is known.</summary>
    public Task Ready => _ready.Task;

    public long LastSeq
    {
        get
        {
            lock (_lock)
                return _lastSeq;
        }
    }

    /// <summary>The history cannot be read: who asks for it is told why instead of being kept waiting.</summary>
    public void Break(Exception problem) => _ready.TrySetException(problem);

    public void Begin(long lastSeq)
    {
        lock (_lock)
            _lastSeq = _before = lastSeq;
        _ready.TrySetResult();
    }

    public void Publish(IReadOnlyList<JournalRecord> records)
    {
        TaskCompletionSource news;
        lock (_lock)
        {
            if (records.Count > 0)
                _lastSeq = records[^1].Seq;
            if (_followers == 0)
            {
                _before = _lastSeq;
                return;
            }
            foreach (JournalRecord record in records)
                _ring[record.Seq % Buffer] = record;
            _before = Math.Max(_before, _lastSeq - Buffer);
            news = _news;
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        news.TrySetResult();
    }

    /// <summary>Until it is disposed, records are kept for followers.</summary>
    public IDisposable Follow()
    {
        lock (_lock)
            _followers++;
        return new Follower(this);
    }

    /// <summary>
    /// The records after <paramref name="after"/> that are there, up to <paramref name="most"/>. With none there,
    /// <paramref name="news"/> completes when there are more.
    /// </summary>
    /// <returns>False if some of them have left the ring already.</returns>
    public bool TryRead(long after, int most, List<JournalRecord> records, out Task news)
    {
        lock (_lock)
        {
            news = _news.Task;
            if (after < _before)
                return false;
            long through = Math.Min(_lastSeq, after + most);
            for (long seq = after + 1; seq <= through; seq++)
                records.Add(_ring[seq % Buffer]!);
            return true;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_followers > 0)
                return;
            Array.Clear(_ring);
            _before = _lastSeq;
        }
    }

    private sealed class Follower(EventFeed feed) : IDisposable
    {
        private EventFeed? _feed = feed;

        public void Dispose() => Interlocked.Exchange(ref _feed, null)?.Leave();
    }
}
