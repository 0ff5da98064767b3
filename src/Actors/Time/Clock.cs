using System.Buffers.Binary;
using Akka.Actor;

namespace Orchestrator.Actors.Time;

/// <summary>
/// The actors' time and alarms, both from <see cref="TimeProvider"/>, so that a test's clock drives them; Akka's own
/// scheduler is not used.
/// </summary>
/// <param name="chance">Where new ids and jitter come from; a simulation gives its own to be repeatable.</param>
internal sealed class Clock(TimeProvider time, Random? chance = null)
{
    // CreateTimer takes at most 2^32 - 2 ms.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    private static readonly TimeSpan MostLag = TimeSpan.FromHours(1);

    public TimeProvider Provider => time;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Of the kind that sorts by time, RFC 9562 version 7.</summary>
    public Guid NewId()
    {
        if (chance is null)
            return Guid.CreateVersion7(Now);
        Span<byte> bytes = stackalloc byte[16];
        chance.NextBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Now.ToUnixTimeMilliseconds() << 16) | 0x7000 | (uint)bytes[7]);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>
    /// How long until something is due that was recorded just now. The wall clock tells how long ago that was, unless it
    /// was set meanwhile: then it is the span that counts.
    /// </summary>
    public TimeSpan Until(DateTimeOffset due, DateTimeOffset recorded)
    {
        TimeSpan ago = Now - recorded;
        return due - recorded - (ago >= TimeSpan.Zero && ago < MostLag ? ago : TimeSpan.Zero);
    }

    public double NextDouble() => (chance ?? Random.Shared).NextDouble();

    /// <summary>
    /// Sends the message once after the delay, unless disposed before. The delay is a span: it does not follow a wall clock
    /// that is set. Keep the result: a timer that nobody holds is collected.
    /// </summary>
    public IDisposable After(TimeSpan delay, IActorRef to, object message)
    {
        if (delay < TimeSpan.Zero)
            delay = TimeSpan.Zero;
        return delay <= Longest
            ? time.CreateTimer(_ => to.Tell(message), null, delay, Timeout.InfiniteTimeSpan)
            : new LongTimer(time, delay, Longest, () => to.Tell(message));
    }

    public IDisposable Every(TimeSpan period, IActorRef to, object message) =>
        time.CreateTimer(_ => to.Tell(message), null, period, period);
}
