namespace Orchestrator.Simulation.Tests.World;

/// <summary>The time of one daemon's life; its timers end with it.</summary>
internal sealed class LifeTime(SimClock clock, SimLife life) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => clock.Wall;

    public override long GetTimestamp() => clock.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(clock, life, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimClock clock, SimLife life, Action callback) : ITimer
    {
        private SimTimer? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = null;
            if (dueTime == Timeout.InfiniteTimeSpan || life.Dead)
                return true;
            _next = clock.After(dueTime, () =>
            {
                if (life.Dead)
                    return;
                if (period > TimeSpan.Zero)
                    Change(period, period);
                callback();
            });
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
