using System.Globalization;
using Orchestrator.Cli.Parsing;

namespace Orchestrator.Cli.Verbs.Fleet;

/// <summary>Whose freeze it is, why, and until when.</summary>
internal static class LeaseOptions
{
    public static Option Reason { get; } = new("--reason", null, "TEXT", "Why, for the audit");

    public static Option For { get; } = new("--for", null, "D", "Thaw by itself after that time");

    public static Option Until { get; } = new("--until", null, "TIME", "Thaw by itself at that time, e.g. 18:30 or 2026-11-24T18:30:00Z");

    public static Option Owner { get; } = new("--owner", null, "NAME", "In whose name (default: yours): each owner's freeze counts on its own");

    public static Option Force { get; } = new("--force", "-f", null, "End the freezes of all owners");

    /// <exception cref="UsageException">The time is none, or is past, or both options are given.</exception>
    public static DateTimeOffset? ReadUntil(Arguments given, TimeProvider time)
    {
        if (given.Get(Until) is not { } text)
            return null;
        if (given.Has(For))
            throw new UsageException("--for and --until exclude each other");
        var now = time.GetLocalNow();
        DateTimeOffset until;
        // A time of day alone is the next one.
        if (TimeOnly.TryParse(text, CultureInfo.InvariantCulture, out var clock) && !text.Contains('-', StringComparison.Ordinal))
        {
            until = new DateTimeOffset(now.Date + clock.ToTimeSpan(), now.Offset);
            if (until <= now)
                until = until.AddDays(1);
        }
        else if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out until))
        {
            throw new UsageException($"--until wants a time such as 18:30 or 2026-11-24T18:30:00Z, not '{text}'");
        }
        return until > now ? until : throw new UsageException($"--until is in the past: {text}");
    }
}
