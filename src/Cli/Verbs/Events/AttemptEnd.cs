using System.Text.Json;
using Orchestrator.Contracts.Events;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Events;

/// <summary>The end of an attempt in words, out of the data of <c>container-exited</c> in whatever version.</summary>
internal static class AttemptEnd
{
    /// <summary>Null for every other event.</summary>
    public static string? Describe(EventView view)
    {
        if (view.Type != "container-exited" || view.Data is not { ValueKind: JsonValueKind.Object } data)
            return null;
        List<string> parts = [$"attempt {Number(data, "attempt")} {Status(data)}"];
        if (Get(data, "runTime") is { } ran && TimeSpan.TryParse(ran.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var time))
            parts[0] += $" after {Duration.Format(time)}";
        if (Number(data, "oomKills") is > 0 and var kills)
            parts.Add($"out of memory: the limit of the {Text(data, "oomLevel")} was reached, {kills} killed by the kernel");
        if (Get(data, "ending") is { } ending)
            parts.Add(Ending(ending));
        else if (Get(data, "timedOut")?.ValueKind == JsonValueKind.True)
            parts.Add("its run time was over");
        if (Get(data, "usage") is { } usage)
            parts.AddRange(Usage(usage));
        if (Get(data, "pressure") is { } pressure)
            parts.AddRange(Pressure(pressure));
        return string.Join("; ", parts);
    }

    private static string Status(JsonElement data)
    {
        if (Get(data, "status") is not { } status)
            return "ended";
        if (Get(status, "unknown")?.ValueKind == JsonValueKind.True)
            return $"ended, how is not known ({Text(status, "reason")})";
        if (Number(status, "signal") is { } signal)
            return $"was ended by {Signals.Name((int)signal)}{(Get(status, "coreDumped")?.ValueKind == JsonValueKind.True ? " (core dumped)" : "")}";
        return $"ended with code {Number(status, "code")}";
    }

    private static string Ending(JsonElement ending)
    {
        var who = Get(ending, "by") is { } by ? $"{Text(by, "user")} (uid {Number(by, "uid")})" : "somebody";
        return Text(ending, "cause") switch
        {
            "TimeLimit" => "its run time was over",
            "Stop" => $"stopped by {who}",
            "StopOverdue" => $"stopped by {who}, killed since it did not end in time",
            "Kill" => $"killed by {who}",
            "Removal" => $"removed by {who}",
            _ => $"{Signals.Name((int)(Number(ending, "signal") ?? 0))} sent by {who}",
        };
    }

    private static IEnumerable<string> Usage(JsonElement usage)
    {
        if (Number(usage, "cpuUsec") is { } cpu)
            yield return $"cpu {Duration.Format(TimeSpan.FromMicroseconds(cpu))}";
        if (Number(usage, "memoryPeakBytes") is { } peak)
            yield return $"memory peak {ByteSize.Format(peak)}";
        if (Number(usage, "ioReadBytes") is { } read && Number(usage, "ioWriteBytes") is { } written && read + written > 0)
            yield return $"io {ByteSize.Format(read)} read, {ByteSize.Format(written)} written";
        if (Number(usage, "pidsPeak") is { } pids)
            yield return $"pids peak {pids}";
        if (Number(usage, "frozenUsec") is > 0 and var frozen)
            yield return $"frozen {Duration.Format(TimeSpan.FromMicroseconds(frozen))}";
    }

    private static IEnumerable<string> Pressure(JsonElement pressure)
    {
        foreach (var what in (string[])["cpu", "memory", "io"])
        {
            if (Number(pressure, what + "SomeUsec") is >= 1_000 and var waited)
                yield return $"waited {Duration.Format(TimeSpan.FromMicroseconds(waited))} for {what}";
        }
    }

    private static JsonElement? Get(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static long? Number(JsonElement of, string name) =>
        Get(of, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    private static string Text(JsonElement of, string name) =>
        Get(of, name) is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "?";
}
