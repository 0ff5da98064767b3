namespace Orchestrator.Actors.Time;

/// <summary>A delay that one timer cannot take: several of them, one after the other.</summary>
internal sealed class LongTimer : IDisposable
{
    private readonly TimeSpan _most;
    private readonly Action _over;
    private readonly ITimer _timer;
    private TimeSpan _left;

    public LongTimer(TimeProvider time, TimeSpan delay, TimeSpan most, Action over)
    {
        _most = most;
        _over = over;
        _left = delay;
        _timer = time.CreateTimer(_ => Next(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Next();
    }

    public void Dispose() => _timer.Dispose();

    private void Next()
    {
        if (_left <= TimeSpan.Zero)
        {
            _over();
            return;
        }
        TimeSpan part = _left < _most ? _left : _most;
        _left -= part;
        _timer.Change(part, Timeout.InfiniteTimeSpan);
    }
}
