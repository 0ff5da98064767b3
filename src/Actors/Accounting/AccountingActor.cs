using Akka.Actor;
using Orchestrator.Actors.Pressure;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Accounting;

/// <summary>
/// Reads the usage of all live containers at an interval and publishes it. The usage record at the end of an attempt is
/// part of <see cref="Events.ContainerExited"/>; samples fill what the last reading could not tell.
/// </summary>
internal sealed class AccountingActor : ReceiveActor
{
    /// <summary>
    /// Every so many rounds a container is read in full even if it did nothing: the kernel may have reclaimed its memory or
    /// written its pages. Each has its own round, so that none reads them all.
    /// </summary>
    private const int FullEvery = 30;

    private readonly IContainerRuntime _runtime;
    private readonly UsageBoard _board;
    private readonly Clock _clock;
    private readonly TimeSpan _interval;
    private readonly Dictionary<Guid, int> _alive = [];
    private long _last;
    private int _round;
    private readonly IActorRef _pressure;
    private IDisposable? _timer;

    public AccountingActor(IContainerRuntime runtime, UsageBoard board, Clock clock, TimeSpan interval, IActorRef pressure)
    {
        _runtime = runtime;
        _board = board;
        _clock = clock;
        _interval = interval;
        _pressure = pressure;
        _last = clock.Provider.GetTimestamp();
        Receive<Began>(began => _alive.TryAdd(began.Id, _alive.Count % FullEvery));
        Receive<Gone>(gone =>
        {
            _alive.Remove(gone.Id);
            _board.Forget(gone.Id);
        });
        Receive<Poll>(_ => ReadAll());
    }

    protected override void PreStart() => Next();

    protected override void PostStop() => _timer?.Dispose();

    private void ReadAll()
    {
        long now = _clock.Provider.GetTimestamp();
        TimeSpan took = _clock.Provider.GetElapsedTime(_last, now);
        _last = now;
        _round = (_round + 1) % FullEvery;
        DateTimeOffset at = _clock.Now;
        foreach ((Guid id, int round) in _alive)
        {
            UsageSample? before = _board.Latest(id);
            if (_runtime.Poll(id, round == _round ? null : before?.Reading) is { } reading)
                _board.Put(id, UsageSample.Of(at, reading, before, took));
        }
        if (_alive.Count > 0 && !_pressure.IsNobody())
            _pressure.Tell(new NodeUsage(_runtime.PollNode(), took));
        Next();
    }

    // Not a periodic timer: a slow reading must not pile up ticks.
    private void Next()
    {
        _timer?.Dispose();
        _timer = _clock.After(_interval, Self, new Poll());
    }

    internal sealed record Began(Guid Id);

    internal sealed record Gone(Guid Id);

    private sealed record Poll;
}
