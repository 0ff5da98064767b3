using Akka.Actor;
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
    private readonly HashSet<Guid> _alive = [];
    private IDisposable? _timer;

    public AccountingActor(IContainerRuntime runtime, UsageBoard board, Clock clock, TimeSpan interval)
    {
        _runtime = runtime;
        _board = board;
        _clock = clock;
        _interval = interval;
        Receive<Began>(began => _alive.Add(began.Id));
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
        foreach (Guid id in _alive)
        {
            if (_runtime.ReadUsage(id) is { } usage)
                _board.Put(id, Sample(id, usage));
        }
        Next();
    }

    private UsageSample Sample(Guid id, ResourceUsage usage)
    {
        DateTimeOffset now = _clock.Now;
        double? percent = null;
        if (_board.Latest(id) is { } before && now > before.At
            && usage.CpuUsec is { } used && before.Usage.CpuUsec is { } usedBefore && used >= usedBefore)
            percent = (used - usedBefore) / (now - before.At).TotalMicroseconds * 100;
        return new UsageSample(now, usage, percent);
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
