using System.Globalization;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Daemon.Api.History;

/// <summary>A moment as a query gives it: an event's number, a time, or a duration ago.</summary>
internal static class Moments
{
    /// <exception cref="BadRequestException">It is none of them.</exception>
    public static Moment? Of(ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return Moment.After(seq);
        if (text == "now")
            return Moment.Now;
        var now = call.Node.Time.GetUtcNow();
        if (Duration.TryParse(text, out var ago))
            return Moment.At(ago < now - DateTimeOffset.MinValue ? now - ago : DateTimeOffset.MinValue);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Moment.At(time)
            : throw new BadRequestException(
                $"'{name}' must be an event's number, a time such as 2026-11-23T15:00:00Z, or a time ago such as 10m, not '{text}'");
    }
}
