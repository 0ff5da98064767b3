namespace Orchestrator.Simulation.Tests.World;

/// <summary>
/// Time that moves only when everybody has to wait for it. The wall clock may jump; timers go by the other one, as
/// CLOCK_MONOTONIC does.
/// </summary>
internal sealed class SimClock
{
    private static readonly DateTimeOffset Epoch = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<SimTimer, (long Due, long Number)> _timers = new();
    private long _count;

    public TimeSpan Now { get; private set; }

    /// <summary>By how much the wall clock is off.</summary>
    public TimeSpan Jump { get; set; }

    public DateTimeOffset Wall => Epoch + Now + Jump;

    public SimTimer After(TimeSpan delay, Action action)
    {
        SimTimer timer = new(action, Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero));
        _timers.Enqueue(timer, (timer.Due.Ticks, ++_count));
        return timer;
    }

    /// <summary>When something is due next; null if nothing ever will.</summary>
    public TimeSpan? Next()
    {
        while (_timers.TryPeek(out SimTimer? timer, out _))
        {
            if (!timer.Cancelled)
                return timer.Due;
            _timers.Dequeue();
        }
        return null;
    }

    /// <summary>Nothing is due before that.</summary>
    public void WaitUntil(TimeSpan moment) => Now = moment > Now ? moment : Now;

    /// <summary>Goes on to the next timer and rings it.</summary>
    public void RunNext()
    {
        SimTimer timer = _timers.Dequeue();
        Now = timer.Due;
        timer.Ring();
    }
}
