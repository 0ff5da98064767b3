using Akka.Actor;

namespace Orchestrator.Actors.Time;

/// <summary>
/// The actors' time and alarms, both from <see cref="TimeProvider"/>, so that a test's clock drives them; Akka's own
/// scheduler is not used.
/// </summary>
internal sealed class Clock(TimeProvider time)
{
    // CreateTimer takes at most 2^32 - 2 ms.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    public TimeProvider Provider => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>
    /// Sends the message once after the delay (after 49 days at the latest), unless disposed before. Keep the result: a
    /// timer that nobody holds is collected.
    /// </summary>
    public IDisposable After(TimeSpan delay, IActorRef to, object message)
    {
        if (delay < TimeSpan.Zero)
            delay = TimeSpan.Zero;
        return time.CreateTimer(_ => to.Tell(message), null, delay < Longest ? delay : Longest, Timeout.InfiniteTimeSpan);
    }

    public IDisposable Every(TimeSpan period, IActorRef to, object message) =>
        time.CreateTimer(_ => to.Tell(message), null, period, period);
}
