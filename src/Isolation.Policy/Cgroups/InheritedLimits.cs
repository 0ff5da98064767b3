using System.Globalization;

namespace Orchestrator.Isolation.Cgroups;

/// <summary>
/// What binds a group when all groups above it are looked at (Documentation/admin-guide/cgroup-v2.rst, "Resource
/// Distribution Models"): a limit is never more than what a group above has.
/// </summary>
internal static class InheritedLimits
{
    /// <summary>v1 writes "no limit" as the largest multiple of a page.</summary>
    private const double V1Unlimited = long.MaxValue / 2;

    private static readonly Dictionary<string, LimitKind> Known = new(StringComparer.Ordinal)
    {
        ["memory.max"] = LimitKind.Number, ["memory.high"] = LimitKind.Number, ["memory.swap.max"] = LimitKind.Number,
        ["memory.swap.high"] = LimitKind.Number, ["memory.zswap.max"] = LimitKind.Number,
        ["memory.low"] = LimitKind.Number, ["memory.min"] = LimitKind.Number,
        ["memory.limit_in_bytes"] = LimitKind.Number, ["memory.memsw.limit_in_bytes"] = LimitKind.Number,
        ["memory.kmem.tcp.limit_in_bytes"] = LimitKind.Number,
        ["pids.max"] = LimitKind.Number, ["cgroup.max.descendants"] = LimitKind.Number, ["cgroup.max.depth"] = LimitKind.Number,
        ["cpu.max"] = LimitKind.Quota, ["cpu.cfs_quota_us"] = LimitKind.Quota,
        ["misc.max"] = LimitKind.Keyed, ["rdma.max"] = LimitKind.Pairs, ["io.max"] = LimitKind.Pairs,
        ["blkio.throttle.read_bps_device"] = LimitKind.Keyed, ["blkio.throttle.write_bps_device"] = LimitKind.Keyed,
        ["blkio.throttle.read_iops_device"] = LimitKind.Keyed, ["blkio.throttle.write_iops_device"] = LimitKind.Keyed,
        ["cpuset.cpus"] = LimitKind.Part, ["cpuset.mems"] = LimitKind.Part,
    };

    public static LimitKind? KindOf(string file) => Known.TryGetValue(file, out var kind)
        ? kind
        : file.StartsWith("hugetlb.", StringComparison.Ordinal)
            && (file.EndsWith(".max", StringComparison.Ordinal) || file.EndsWith(".limit_in_bytes", StringComparison.Ordinal))
            ? LimitKind.Number
            : null;

    /// <param name="chain">From the hierarchy's root down to the group itself: path, and how a file is read there.</param>
    /// <param name="file">One that <see cref="KindOf"/> knows.</param>
    public static IReadOnlyList<InheritedLimit> Of(IReadOnlyList<(string Path, Func<string, string?> Read)> chain, string file)
    {
        if (chain.Count == 0 || KindOf(file) is not { } kind || chain[^1].Read(file)?.Trim('\n', ' ') is not { } own)
            return [];
        return kind switch
        {
            LimitKind.Part => [Part(chain, file, own)],
            LimitKind.Quota => [Quota(chain, file, own)],
            LimitKind.Keyed => Keyed(chain, file, line => [(Key(line), Rest(line))]),
            LimitKind.Pairs => Keyed(chain, file, line => Rest(line).Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Where(pair => pair.Contains('='))
                .Select(pair => ($"{Key(line)} {pair[..pair.IndexOf('=')]}", pair[(pair.IndexOf('=') + 1)..]))),
            _ => [Lowest(chain.Select(group => (group.Path, group.Read(file)?.Trim())), file, null, own)],
        };
    }

    private static InheritedLimit Lowest(IEnumerable<(string Path, string? Text)> values, string file, string? key, string own)
    {
        double? lowest = null;
        string effective = own, from = "";
        foreach (var (path, text) in values)
        {
            // The lower group is named where two say the same: it is the one to change first.
            if (Number(text) is { } value && (lowest is null || value <= lowest))
                (lowest, effective, from) = (value, text!, path);
        }
        return new InheritedLimit(file, key, own, lowest is null ? "max" : effective, lowest is null ? null : from);
    }

    private static InheritedLimit Quota(IReadOnlyList<(string Path, Func<string, string?> Read)> chain, string file, string own)
    {
        double? lowest = null;
        string effective = "max";
        string? from = null;
        foreach (var (path, read) in chain)
        {
            var text = read(file)?.Trim();
            var words = text?.Split(' ') ?? [];
            var period = words.Length > 1 ? words[1] : read("cpu.cfs_period_us")?.Trim();
            if (words.Length > 0 && Number(words[0]) is { } quota && Number(period) is > 0 and var every && (lowest is null || quota / every <= lowest))
                (lowest, effective, from) = (quota / every, words.Length > 1 ? text! : $"{words[0]} {period}", path);
        }
        return new InheritedLimit(file, null, own, effective, from);
    }

    /// <summary>The kernel itself tells what is left of a list; who cut it is the lowest group that says something.</summary>
    private static InheritedLimit Part(IReadOnlyList<(string Path, Func<string, string?> Read)> chain, string file, string own)
    {
        var read = chain[^1].Read;
        var effective = (read($"{file}.effective") ?? read(file.Replace("cpuset.", "cpuset.effective_", StringComparison.Ordinal)))?.Trim() ?? own;
        for (var i = chain.Count - 1; i >= 0; i--)
        {
            if (chain[i].Read(file)?.Trim() is { Length: > 0 } list && (list == effective || i == chain.Count - 1))
                return new InheritedLimit(file, null, own, effective, chain[i].Path);
        }
        return new InheritedLimit(file, null, own, effective, chain[0].Path);
    }

    private static List<InheritedLimit> Keyed(
        IReadOnlyList<(string Path, Func<string, string?> Read)> chain, string file, Func<string, IEnumerable<(string Key, string Value)>> parse)
    {
        var byKey = new SortedDictionary<string, List<(string Path, string? Value)>>(StringComparer.Ordinal);
        foreach (var (path, read) in chain)
        {
            foreach (var (key, value) in (read(file) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(parse))
            {
                if (!byKey.TryGetValue(key, out var values))
                    byKey[key] = values = [];
                values.Add((path, value));
            }
        }
        return [.. byKey.Select(pair => Lowest(
            pair.Value, file, pair.Key, pair.Value.Where(value => value.Path == chain[^1].Path).Select(value => value.Value).LastOrDefault() ?? "max"))];
    }

    private static string Key(string line) => line.IndexOf(' ') is >= 0 and var space ? line[..space] : line;

    private static string Rest(string line) => line.IndexOf(' ') is >= 0 and var space ? line[(space + 1)..].Trim() : "";

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < V1Unlimited ? value : null;
}
