using System.Threading.Channels;

namespace Orchestrator.Actors.Journal;

/// <summary>
/// Hands durable records to those who follow. Each follower has a bounded buffer; who does not keep up is cut off and
/// reads on from the history. Nobody can hold up the engine or fill its memory.
/// </summary>
internal sealed class EventFeed
{
    public const int Buffer = 8_192;

    private readonly Lock _lock = new();
    private readonly HashSet<Channel<JournalRecord>> _followers = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastSeq;

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
            _lastSeq = lastSeq;
        _ready.TrySetResult();
    }

    public void Publish(IReadOnlyList<JournalRecord> records)
    {
        lock (_lock)
        {
            foreach (JournalRecord record in records)
            {
                _lastSeq = record.Seq;
                foreach (Channel<JournalRecord> follower in _followers)
                {
                    if (!follower.Writer.TryWrite(record))
                        follower.Writer.TryComplete();
                }
            }
        }
    }

    /// <summary>Records after the returned sequence number arrive in the channel until it completes.</summary>
    public (Channel<JournalRecord> Live, long After) Follow()
    {
        Channel<JournalRecord> channel = Channel.CreateBounded<JournalRecord>(
            new BoundedChannelOptions(Buffer) { SingleReader = true });
        lock (_lock)
        {
            _followers.Add(channel);
            return (channel, _lastSeq);
        }
    }

    public void Leave(Channel<JournalRecord> follower)
    {
        lock (_lock)
            _followers.Remove(follower);
    }
}
