using System.Collections.Concurrent;
using System.Threading.Channels;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Storage.Logs;

/// <summary>
/// Keeps outputs within their limits. Only who is at work is looked at: who used no CPU wrote nothing. Nothing of an output
/// goes through the daemon, so a flood costs it a look ten times a second, and no memory.
/// </summary>
internal sealed class LogKeeper : IAsyncDisposable
{
    private const int QuietLooks = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<Guid, LogWatch> _watched = new();
    // Holds one thing at most: that somebody came. While nobody is at work nothing ticks.
    private readonly Channel<bool> _came = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Channel<LogFlood> _floods = Channel.CreateUnbounded<LogFlood>();
    private readonly ContainerStorage _storage;
    private readonly LogLimits _defaults;
    private readonly TimeProvider _time;
    private readonly Action<string> _notice;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public LogKeeper(ContainerStorage storage, LogLimits defaults, TimeProvider time, Action<string> notice)
    {
        _storage = storage;
        _defaults = defaults;
        _time = time;
        _notice = notice;
        _running = RunAsync(_stop.Token);
    }

    public ChannelReader<LogFlood> Floods => _floods.Reader;

    /// <summary>It was started, or has used CPU.</summary>
    public void IsAtWork(Guid id, int attempt, ContainerSpec spec)
    {
        if (!_watched.ContainsKey(id) && _watched.TryAdd(id, new LogWatch(id, attempt, _storage.Logs(id), _defaults.With(spec.Logs), _time)))
            _came.Writer.TryWrite(true);
    }

    /// <summary>One more look at what its last moments brought.</summary>
    public void HasEnded(Guid id, int attempt, ContainerSpec spec)
    {
        IsAtWork(id, attempt, spec);
        if (_watched.TryRemove(id, out var watch))
            Look(watch);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _floods.Writer.TryComplete();
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (_watched.IsEmpty)
                await _came.Reader.ReadAsync(cancel).ConfigureAwait(false);
            await Task.Delay(Interval, _time, cancel).ConfigureAwait(false);
            foreach (var (id, watch) in _watched)
            {
                Look(watch);
                if (watch.Quiet > QuietLooks)
                    _watched.TryRemove(id, out _);
            }
        }
    }

    private void Look(LogWatch watch)
    {
        try
        {
            var (flood, problem) = watch.Look();
            if (flood is not null)
                _floods.Writer.TryWrite(flood);
            if (problem is not null)
                _notice(problem);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It was removed meanwhile, or its disk is full: the next look tells.
            watch.Quiet++;
        }
    }
}
