using Orchestrator.Contracts.Values;
using Orchestrator.Contracts.Yaml;

namespace Orchestrator.Contracts.Batches.Files;

/// <summary><c>retryOn: { codes: [1, 75], signals: [KILL], oom: true, memoryFactor: 2, memoryMax: 1G }</c>.</summary>
internal static class RetryOnReader
{
    private static readonly string[] Keys = ["codes", "signals", "oom", "memoryFactor", "memoryMax", "timeout", "unknown", "startFailure"];

    public static RetryOn? Read(YamlChecker check, YamlNode node)
    {
        if (check.Mapping(node, "'retryOn'") is not { } mapping)
            return null;
        var retry = new RetryOn();
        foreach (var (key, value) in mapping.Entries)
        {
            switch (key.Value)
            {
                case "codes":
                    retry.Codes = Numbers(check, value, "codes", text => int.TryParse(text, out var code) && code is >= 0 and <= 255 ? code : null);
                    break;
                case "signals":
                    retry.Signals = Numbers(check, value, "signals", text => Signals.TryParse(text, out var signal) ? signal : null);
                    break;
                case "oom":
                    retry.Oom = check.Truth(value, "oom") ?? false;
                    break;
                case "memoryFactor":
                    retry.MemoryFactor = check.Number(value, "memoryFactor");
                    if (retry.MemoryFactor is < 1)
                        check.Report(value, "'memoryFactor' must be 1 or more");
                    break;
                case "memoryMax":
                    retry.MemoryMaxBytes = check.Size(value, "memoryMax");
                    break;
                case "timeout":
                    retry.Timeout = check.Truth(value, "timeout") ?? false;
                    break;
                case "unknown":
                    retry.Unknown = check.Truth(value, "unknown") ?? false;
                    break;
                case "startFailure":
                    retry.StartFailure = check.Truth(value, "startFailure") ?? false;
                    break;
                default:
                    check.Report(key, UnknownKey.Message(key.Value, "'retryOn'", Keys));
                    break;
            }
        }
        if (!retry.Oom && (retry.MemoryFactor is not null || retry.MemoryMaxBytes is not null))
            check.Report(node, "'memoryFactor' and 'memoryMax' are for retries after OOM; add oom: true");
        return retry;
    }

    private static List<int> Numbers(YamlChecker check, YamlNode node, string key, Func<string, int?> parse)
    {
        var numbers = new List<int>();
        foreach (var text in check.TextOrTexts(node, key) ?? [])
        {
            if (parse(text) is { } number)
                numbers.Add(number);
            else
                check.Report(node, $"'{text}' is not possible in 'retryOn.{key}'");
        }
        return numbers;
    }
}
