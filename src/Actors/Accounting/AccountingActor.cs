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
    private readonly IContainerRuntime _runtime;
    private readonly UsageBoard _board;
    private readonly Clock _clock;
    private readonly TimeSpan _interval;
    private readonly Dictionary<Guid, ReadingTurn> _alive = [];
    private readonly NodeLedger _ledger = new();
    private readonly List<(Guid Id, ReadingTurn Turn)> _resting = [];
    private long _last;
    private long _round;
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
        Receive<Began>(began => _alive.TryAdd(began.Id, new ReadingTurn(_alive.Count)));
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
        if (_alive.Count > 0)
            Read();
        Next();
    }

    private void Read()
    {
        long now = _clock.Provider.GetTimestamp();
        TimeSpan took = _clock.Provider.GetElapsedTime(_last, now);
        _last = now;
        _round++;
        // Before the containers: what one does meanwhile is then in its own reading, and is missed by nobody.
        UsageReading node = _runtime.PollNode();
        long used = 0;
        _resting.Clear();
        foreach ((Guid id, ReadingTurn turn) in _alive)
        {
            if (turn.IsDue(_round))
                used += Read(id, turn);
            else
                _resting.Add((id, turn));
        }
        if (_ledger.MustReadAll(node, used, took))
        {
            foreach ((Guid id, ReadingTurn turn) in _resting)
                Read(id, turn);
        }
        if (!_pressure.IsNobody())
            _pressure.Tell(new NodeUsage(node, took));
    }

    /// <summary>Microseconds of CPU time since the reading before.</summary>
    private long Read(Guid id, ReadingTurn turn)
    {
        UsageSample? before = _board.Latest(id);
        long stamp = _clock.Provider.GetTimestamp();
        if (_runtime.Poll(id, turn.IsFull(_round) ? null : before?.Reading) is not { } reading)
            return 0;
        TimeSpan took = before is null ? TimeSpan.Zero : _clock.Provider.GetElapsedTime(before.Stamp, stamp);
        _board.Put(id, UsageSample.Of(_clock.Now, stamp, reading, before, took));
        long? used = before is null ? reading.Usage.CpuUsec : reading.Usage.CpuUsec - before.Usage.CpuUsec;
        turn.Note(worked: used != 0);
        return used ?? 0;
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
