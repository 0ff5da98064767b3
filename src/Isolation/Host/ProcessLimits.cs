using System.Globalization;

namespace Orchestrator.Isolation.Host;

/// <summary>/proc/self/limits and the effective capabilities: what this process may hand on.</summary>
internal sealed class ProcessLimits
{
    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["cpu"] = "Max cpu time", ["fsize"] = "Max file size", ["data"] = "Max data size", ["stack"] = "Max stack size",
        ["core"] = "Max core file size", ["rss"] = "Max resident set", ["nproc"] = "Max processes",
        ["nofile"] = "Max open files", ["memlock"] = "Max locked memory", ["as"] = "Max address space",
        ["locks"] = "Max file locks", ["sigpending"] = "Max pending signals", ["msgqueue"] = "Max msgqueue size",
        ["nice"] = "Max nice priority", ["rtprio"] = "Max realtime priority", ["rttime"] = "Max realtime timeout",
    };

    private readonly Dictionary<string, (ulong Soft, ulong Hard)> _limits;
    private readonly ulong _capabilities;

    private ProcessLimits(Dictionary<string, (ulong Soft, ulong Hard)> limits, ulong capabilities)
    {
        _limits = limits;
        _capabilities = capabilities;
    }

    /// <summary>Capabilities in a user namespace of one's own do not raise limits.</summary>
    public static ProcessLimits Read() => Parse(
        File.ReadAllText("/proc/self/limits"), RootlessIds.OfThisProcess is null ? File.ReadAllText("/proc/self/status") : "");

    public static ProcessLimits Parse(string limits, string status)
    {
        var found = new Dictionary<string, (ulong Soft, ulong Hard)>(StringComparer.Ordinal);
        foreach (var line in limits.Split('\n'))
        {
            foreach (var (name, title) in Titles)
            {
                if (!line.StartsWith(title, StringComparison.Ordinal))
                    continue;
                var values = line[title.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (values.Length >= 2)
                    found[name] = (Number(values[0]), Number(values[1]));
            }
        }
        var effective = status.Split('\n').FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        ulong.TryParse(
            effective.AsSpan(Math.Min(7, effective?.Length ?? 0)).Trim(), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture, out var capabilities);
        return new ProcessLimits(found, capabilities);
    }

    public ulong Soft(string name) => _limits.TryGetValue(name, out var limit) ? limit.Soft : ulong.MaxValue;

    public ulong Hard(string name) => _limits.TryGetValue(name, out var limit) ? limit.Hard : ulong.MaxValue;

    public bool Has(Capabilities.Capability capability) => (_capabilities & (1UL << (int)capability)) != 0;

    private static ulong Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : ulong.MaxValue;
}
