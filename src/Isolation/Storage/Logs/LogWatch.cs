using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Storage.Logs;

/// <summary>The output of one container that is at work.</summary>
internal sealed class LogWatch(Guid id, int attempt, LogPaths paths, LogLimits limits, TimeProvider time)
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestHold = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LogStream _out = new(paths.Stdout);
    private readonly LogStream _error = new(paths.Stderr);
    private long _windowFrom = time.GetTimestamp();
    private long _windowBytes;

    /// <summary>Looks in a row that found nothing new.</summary>
    public int Quiet { get; set; }

    public (LogFlood? Flood, string? Problem) Look()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            var grown = _out.Look(now) + _error.Look(now);
            Quiet = grown > 0 ? 0 : Quiet + 1;
            string? problem = null;
            if (grown > 0 && limits is { MaxSize: { } size and > 0 })
                problem = _out.Keep(size, limits.MaxFile ?? 1) ?? _error.Keep(size, limits.MaxFile ?? 1);
            return (Flood(grown), problem);
        }
    }

    private LogFlood? Flood(long grown)
    {
        if (limits.MaxRate is not { } rate || rate <= 0)
            return null;
        _windowBytes += grown;
        var took = time.GetElapsedTime(_windowFrom);
        var over = _windowBytes - (rate * Math.Max(took.TotalSeconds, RateWindow.TotalSeconds));
        LogFlood? flood = null;
        if (over > 0)
        {
            var hold = TimeSpan.FromSeconds(over / rate);
            flood = new LogFlood(id, attempt, _windowBytes, took, rate, hold < RateWindow ? RateWindow : hold > LongestHold ? LongestHold : hold);
        }
        if (flood is not null || took >= RateWindow)
        {
            _windowFrom = time.GetTimestamp();
            _windowBytes = 0;
        }
        return flood;
    }
}
