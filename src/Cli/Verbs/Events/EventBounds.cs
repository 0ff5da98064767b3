using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Client;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Events;

/// <summary><c>--since</c> and <c>--until</c>: a sequence number, a time, or a duration ago.</summary>
internal static class EventBounds
{
    public static EventQuery Apply(EventQuery query, string? since, string? until, TimeProvider time)
    {
        if (since is not null)
            query = Bound("--since", since, time) switch
            {
                (long seq, _) => query with { AfterSeq = Math.Max(0, seq - 1) },
                (_, var at) => query with { AfterSeq = 0, Since = at },
            };
        if (until is not null)
            query = Bound("--until", until, time) switch
            {
                (long seq, _) => query with { ThroughSeq = seq, AfterSeq = query.AfterSeq ?? 0 },
                (_, var at) => query with { Until = at, AfterSeq = query.AfterSeq ?? 0 },
            };
        return query;
    }

    /// <summary>The value of <c>--at</c>, null without it.</summary>
    public static string? At(Invocation call) => call.Arguments.Get(GlobalOptions.At) is { } text
        ? Moment("--at", text, call.Surroundings.Time)
        : null;

    /// <summary>A moment for the API, which a usage error is made of here rather than there.</summary>
    public static string Moment(string option, string text, TimeProvider time) => Bound(option, text, time) switch
    {
        (long seq, _) => seq.ToString(CultureInfo.InvariantCulture),
        (_, var at) => at!.Value.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture),
    };

    private static (long? Seq, DateTimeOffset? At) Bound(string option, string text, TimeProvider time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            return (seq, null);
        if (text == "now")
            return (null, time.GetUtcNow());
        if (Duration.TryParse(text, out var ago))
            return (null, time.GetUtcNow() - ago);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return (null, at);
        throw new UsageException($"{option} wants an event's number, a time such as 2026-11-23T15:00:00Z, or 10m, not '{text}'");
    }
}
