using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>How much of a container's output is kept, in Docker's words.</summary>
internal static class LogOptions
{
    public static Option LogOpt { get; } = new("--log-opt", null, "KEY=VALUE", "max-size=SIZE (256M unless the daemon is set otherwise) and max-file=N (4) of the output that is kept; max-rate=SIZE a second (no limit): who writes faster pauses")
    {
        Repeats = true,
    };

    public static LogRequest? Read(Arguments given)
    {
        var pairs = given.Pairs(LogOpt);
        if (pairs.Count == 0)
            return null;
        var request = new LogRequest();
        foreach (var (key, value) in pairs)
        {
            request = key switch
            {
                "max-size" => request with { MaxSize = value == "0" ? 0 : Size(key, value) },
                "max-file" => request with { MaxFile = Files(value) },
                "max-rate" => request with { MaxRate = Size(key, value) },
                _ => throw new UsageException($"--log-opt knows max-size, max-file and max-rate, not '{key}'"),
            };
        }
        return request;
    }

    private static long Size(string key, string value) => ByteSize.TryParse(value, out var bytes) && bytes > 0
        ? bytes
        : throw new UsageException($"--log-opt {key} wants a size such as 10M, not '{value}'");

    private static int Files(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 1000
        ? count
        : throw new UsageException($"--log-opt max-file wants a number from 1 to 1000, not '{value}'");
}
