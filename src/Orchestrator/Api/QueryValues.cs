using System.Globalization;

namespace Orchestrator.Daemon.Api;

internal static class QueryValues
{
    public static long? Number(this ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new BadRequestException($"'{name}' must be a whole number, not '{text}'");
    }

    public static DateTimeOffset? Time(this ApiCall call, string name)
    {
        if (call.Query(name) is not { } text)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new BadRequestException($"'{name}' must be a time, not '{text}'");
    }
}
