using Akka.Actor;
using Orchestrator.Actors.Runtime;
using Orchestrator.Actors.Time;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Actors.Containers;

/// <summary>
/// Stands for the init of one attempt: it is there from the launch to the exit, and its termination is the exit. It
/// never gives up on a launch whose answer was lost: the launcher answers a repeated order with what it did the first
/// time, and to declare such a launch failed could leave an init that nobody knows.
/// </summary>
internal sealed class InitActor : UntypedActor
{
    private readonly RuntimeCalls _calls;
    private readonly LaunchOrder? _order;
    private readonly int _attempt;
    private readonly Clock _clock;
    private bool _living;
    private InitExit? _early;

    /// <param name="order">Null for an init that lives already and is adopted.</param>
    public InitActor(RuntimeCalls calls, Clock clock, LaunchOrder? order, int attempt)
    {
        _clock = clock;
        _calls = calls;
        _order = order;
        _attempt = attempt;
        _living = order is null;
    }

    protected override void PreStart()
    {
        if (_order is not { } order)
            return;
        Failpoint.Hit("container.before-launch");
        Launch(order).PipeTo(Self);
    }

    private async Task<Outcome> Launch(LaunchOrder order)
    {
        DateTimeOffset asked = default;
        LaunchOutcome outcome = await _calls.Patient((runtime, cancel) =>
        {
            asked = _clock.Now;
            return runtime.LaunchAsync(order, cancel);
        }).ConfigureAwait(false);
        return new Outcome(outcome, asked);
    }

    protected override void OnReceive(object message)
    {
        if (_living)
            Living(message);
        else
            Launching(message);
    }

    /// <summary>Ordered, not answered yet. The exit of a very short payload may overtake the answer.</summary>
    private void Launching(object message)
    {
        switch (message)
        {
            case Outcome outcome:
                Answered(outcome.What, outcome.AskedAt);
                break;
            case InitExit exit:
                _early = exit;
                break;
            case Status.Failure failure:
                Answered(
                    new LaunchOutcome(null, new LaunchFailure("launch", 0, failure.Cause.GetBaseException().Message, 125)), null);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>The payload runs, or ran when we last heard; the one message left to come is its exit.</summary>
    private void Living(object message)
    {
        if (message is InitExit exit)
            Ended(exit);
        else
            Unhandled(message);
    }

    private void Answered(LaunchOutcome outcome, DateTimeOffset? askedAt)
    {
        Failpoint.Hit("container.after-launch");
        if (outcome.Init is { } init)
        {
            Context.Parent.Tell(new Launched(_attempt, init, askedAt));
            _living = true;
            if (_early is { } exit)
                Ended(exit);
            return;
        }
        LaunchFailure failure = outcome.Failure
            ?? new LaunchFailure("launch", 0, "the launcher's answer is empty", 125);
        Context.Parent.Tell(new LaunchFailed(_attempt, failure));
        Context.Stop(Self);
    }

    private void Ended(InitExit exit)
    {
        if (exit.Attempt != _attempt)
            return;
        Context.Parent.Tell(new Exited(exit));
        Context.Stop(Self);
    }

    private sealed record Outcome(LaunchOutcome What, DateTimeOffset AskedAt);

    internal sealed record Launched(int Attempt, InitIdentity Init, DateTimeOffset? AskedAt);

    internal sealed record Exited(InitExit Exit);

    internal sealed record LaunchFailed(int Attempt, LaunchFailure Failure);
}
