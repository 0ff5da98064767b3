using Akka.Actor;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Model;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Containers;

/// <summary>
/// Asks one attempt of a container again and again whether it works. It is there while the container runs: a frozen one
/// cannot answer, and is not asked. Only a change is reported, so that questions cost the journal nothing.
/// </summary>
internal sealed class HealthActor : UntypedActor
{
    private readonly RuntimeCalls _calls;
    private readonly Clock _clock;
    private readonly Guid _container;
    private readonly int _attempt;
    private readonly HealthSpec _spec;
    private readonly DateTimeOffset _startedAt;
    private HealthStatus _status;
    private int _failures;
    private Guid _probe;
    private IDisposable? _timer;

    public HealthActor(RuntimeCalls calls, Clock clock, ContainerState state)
    {
        (_calls, _clock) = (calls, clock);
        (_container, _attempt) = (state.Id, state.Attempt);
        _spec = state.Spec.Health!;
        _startedAt = state.StartedAt ?? clock.Now;
        _status = state.Health?.Status ?? HealthStatus.Starting;
    }

    protected override void PreStart() => Wait();

    protected override void PostStop() => _timer?.Dispose();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Due:
                Ask();
                break;
            case ExecExit exit when exit.ExecId == _probe:
                Judge(exit.Status.Code, exit.Status.Signal is { } signal ? $"it was ended by signal {signal}" : exit.Status.Reason);
                break;
            case Asked { Outcome.Failure: { } failure } asked when asked.Probe == _probe:
                Context.Parent.Tell(new ProbeOver(_probe));
                Judge(failure.ExitCode, failure.Message);
                break;
            case Missed missed when missed.Probe == _probe:
                // The launcher is away: that says nothing about the container.
                Context.Parent.Tell(new ProbeOver(_probe));
                Wait();
                break;
            case Overdue overdue when overdue.Probe == _probe:
                EndProbe();
                Judge(null, $"it took longer than {_spec.Timeout.TotalSeconds:0.###} s");
                break;
            default:
                break;
        }
    }

    private void Wait()
    {
        _probe = Guid.Empty;
        Set(_spec.Interval, new Due());
    }

    private void Ask()
    {
        Guid probe = _probe = _clock.NewId();
        Context.Parent.Tell(new ProbeBegun(probe));
        Set(_spec.Timeout, new Overdue(probe));
        ExecOrder order = new(_container, probe, _spec.Command, NoEnvironment, null, null, false, -1, -1, -1) { Attempt = _attempt };
        _calls.Brief((runtime, cancel) => runtime.ExecAsync(order, cancel)).PipeTo(
            Self, success: outcome => new Asked(probe, outcome), failure: _ => new Missed(probe));
    }

    private static Dictionary<string, string> NoEnvironment { get; } = [];

    private void EndProbe()
    {
        Guid probe = _probe;
        _calls.Brief(async (runtime, cancel) =>
        {
            await runtime.KillExecAsync(_container, _attempt, probe, cancel).ConfigureAwait(false);
            return true;
        }).PipeTo(ActorRefs.Nobody);
    }

    private void Judge(int? code, string? problem)
    {
        if (code == 0)
        {
            _failures = 0;
            Become(HealthStatus.Healthy, code, null);
        }
        else if (_status != HealthStatus.Starting || _clock.Now - _startedAt >= _spec.StartPeriod)
        {
            _failures++;
            if (_failures >= _spec.Retries)
                Become(HealthStatus.Unhealthy, code, problem);
        }
        Wait();
    }

    private void Become(HealthStatus status, int? code, string? problem)
    {
        if (_status == status)
            return;
        _status = status;
        Context.Parent.Tell(new Order.HealthFound(status, _failures, code, problem) { Attempt = _attempt });
    }

    private void Set(TimeSpan delay, object message)
    {
        _timer?.Dispose();
        _timer = _clock.After(delay, Self, message);
    }

    /// <summary>Told before the runtime is asked: an end with this id is none of an exec of a user's.</summary>
    internal sealed record ProbeBegun(Guid Probe);

    internal sealed record ProbeOver(Guid Probe);

    private sealed record Due;

    private sealed record Asked(Guid Probe, ExecOutcome Outcome);

    private sealed record Missed(Guid Probe);

    private sealed record Overdue(Guid Probe);
}
