namespace Orchestrator.Actors.Messages.Events;

/// <summary>How far a reader has come; another thread may look at it.</summary>
public sealed class EventCursor
{
    private long _after;
    private volatile bool _cut;

    /// <summary>All up to this record was seen or was not wanted: who goes on after it misses and repeats nothing.</summary>
    public long After
    {
        get => Volatile.Read(ref _after);
        internal set => Volatile.Write(ref _after, value);
    }

    /// <summary>The reader was too slow and is to go on with a new question.</summary>
    public bool Cut
    {
        get => _cut;
        internal set => _cut = value;
    }
}
