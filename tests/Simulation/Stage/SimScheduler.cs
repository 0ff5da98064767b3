using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace Orchestrator.Simulation.Tests.Stage;

/// <summary>Akka's own time stands still: the engine takes its time from the TimeProvider.</summary>
public sealed class SimScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    public override TimeSpan MonotonicClock => TimeSpan.Zero;

    public override TimeSpan HighResMonotonicClock => TimeSpan.Zero;

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch;

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
    }

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
    }

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable)
    {
    }

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable)
    {
    }

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable)
    {
    }

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable)
    {
    }
}
