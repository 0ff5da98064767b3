using Cronos;

namespace Orchestrator.Actors.Model;

/// <summary>
/// The times that a cron expression names in a time zone: five fields, or six with seconds first, or @hourly and the like.
/// A time that does not exist for a change to summer time moves to the end of the gap; one that exists twice is taken once,
/// unless the expression is of the kind that means every hour or minute (Cronos says how).
/// </summary>
internal static class CronTimes
{
    /// <summary>Null: it can be used.</summary>
    public static string? Problem(string cron, string? zone)
    {
        if (!TryParse(cron, out CronExpression? parsed, out string? problem))
            return problem;
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return $"there is no time zone '{zone}'; an IANA name such as Europe/Berlin is needed (package tzdata)";
        return parsed.GetNextOccurrence(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), Zone(zone)) is null
            ? $"'{cron}' names no time at all"
            : null;
    }

    /// <summary>The first time after that one; null: there is none any more.</summary>
    public static DateTimeOffset? Next(string cron, string? zone, DateTimeOffset after) =>
        TryParse(cron, out CronExpression? parsed, out _)
            && parsed.GetNextOccurrence(after.UtcDateTime, Zone(zone)) is { } next
                ? new DateTimeOffset(next, TimeSpan.Zero)
                : null;

    /// <summary>A zone that has gone from the host since it was checked is taken for UTC: better than never.</summary>
    private static TimeZoneInfo Zone(string? zone) =>
        zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out TimeZoneInfo? found) ? found : TimeZoneInfo.Utc;

    private static bool TryParse(
        string cron, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CronExpression? parsed, out string? problem)
    {
        parsed = null;
        problem = null;
        string text = cron.Trim();
        CronFormat format = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length == 6
            ? CronFormat.IncludeSeconds
            : CronFormat.Standard;
        try
        {
            parsed = CronExpression.Parse(text, format);
            return true;
        }
        catch (CronFormatException e)
        {
            problem = $"'{cron}' is no cron expression: {e.Message}";
            return false;
        }
    }
}
