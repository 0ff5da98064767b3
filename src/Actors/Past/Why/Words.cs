using System.Globalization;
using Orchestrator.Actors.Messages;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past.Why;

/// <summary>Figures and people as a sentence has them.</summary>
internal static class Words
{
    public static string Who(Caller caller) => caller.Kind switch
    {
        CallerKind.Engine => "the engine",
        CallerKind.Token => $"the token {caller.User}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{caller.User} (uid {caller.Uid})"),
    };

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Bytes(long bytes)
    {
        string[] units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.##} {units[unit]}");
    }

    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s"),
        { TotalHours: < 2, Seconds: 0 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalHours: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} days {span.Hours} h"),
    };

    public static string Signal(int number) => SignalNames.Of(number);

    public static string Count(long number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");

    /// <summary>Sentences out of parts. The first begins with a name, which stays as it is written.</summary>
    public static string Sentences(IEnumerable<string> parts) =>
        string.Join(' ', parts.Select((text, i) => Stopped(i == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..])));

    private static string Stopped(string text) => text[^1] is '.' or '!' or '?' ? text : text + ".";
}
