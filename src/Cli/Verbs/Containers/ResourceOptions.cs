using System.Globalization;
using Orchestrator.Cli.Parsing;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Values;

namespace Orchestrator.Cli.Verbs.Containers;

/// <summary>Limits and weights, the same for <c>run</c>, <c>create</c> and <c>update</c>; Docker's names where they mean the same.</summary>
internal static class ResourceOptions
{
    private static readonly Option Memory = new("--memory", "-m", "SIZE", "Memory limit, e.g. 64M; max takes it away");
    private static readonly Option MemorySwap = new("--memory-swap", null, "SIZE", "Memory and swap together; without it nothing is swapped, max is without limit");
    private static readonly Option MemoryReservation = new("--memory-reservation", null, "SIZE", "Memory that is reclaimed last (memory.low, v1: soft limit)");
    private static readonly Option MemoryMin = new("--memory-min", null, "SIZE", "Memory that is never reclaimed (memory.min, v2)");
    private static readonly Option MemoryHigh = new("--memory-high", null, "SIZE", "Memory above which it is slowed down (memory.high, v2)");
    private static readonly Option MemorySwappiness = new("--memory-swappiness", null, "N", "0–100 (v1)");
    private static readonly Option OomKillDisable = new("--oom-kill-disable", null, null, "At the memory limit processes wait instead of being killed (v1)");
    private static readonly Option Cpus = new("--cpus", null, "N", "CPUs' worth of time, e.g. 0.5");
    private static readonly Option CpuWeight = new("--cpu-weight", null, "N", "CPU weight, 1–10000 (default 100)");
    private static readonly Option CpuShares = new("--cpu-shares", "-c", "N", "The same in the unit of v1, 2–262144 (default 1024)");
    private static readonly Option CpuPeriod = new("--cpu-period", null, "USEC", "Period of the CPU limit, 1000–1000000 (default 100000)");
    private static readonly Option CpuQuota = new("--cpu-quota", null, "USEC", "CPU time in each period, instead of --cpus; max takes it away");
    private static readonly Option CpuBurst = new("--cpu-burst", null, "USEC", "Unused CPU time that may be spent later");
    private static readonly Option CpuIdle = new("--cpu-idle", null, null, "Run only when nobody else wants to");
    private static readonly Option CpuRtRuntime = new("--cpu-rt-runtime", null, "USEC", "Realtime CPU time in each period (v1)");
    private static readonly Option CpuRtPeriod = new("--cpu-rt-period", null, "USEC", "Period of that (v1)");
    private static readonly Option CpusetCpus = new("--cpuset-cpus", null, "LIST", "Processors to run on, e.g. 0-2,4");
    private static readonly Option CpusetMems = new("--cpuset-mems", null, "LIST", "Memory nodes to use, e.g. 0");
    private static readonly Option Pids = new("--pids", null, "N", "Most processes and threads at once; max takes the limit away");
    private static readonly Option PidsLimit = new("--pids-limit", null, "N", "The same by Docker's name; -1 is max");
    private static readonly Option IoWeight = new("--io-weight", null, "N", "IO weight, 1–10000 (default 100)");
    private static readonly Option BlkioWeight = new("--blkio-weight", null, "N", "The same by Docker's name, 10–1000");
    private static readonly Option IoWeightDevice = new("--io-weight-device", null, "DEV:N", "IO weight at one device") { Repeats = true };
    private static readonly Option BlkioWeightDevice = new("--blkio-weight-device", null, "DEV:N", "The same by Docker's name") { Repeats = true };
    private static readonly Option ReadBps = new("--device-read-bps", null, "DEV:SIZE", "Most bytes read from a device in a second; 0 takes it away") { Repeats = true };
    private static readonly Option WriteBps = new("--device-write-bps", null, "DEV:SIZE", "Most bytes written to a device in a second") { Repeats = true };
    private static readonly Option ReadIops = new("--device-read-iops", null, "DEV:N", "Most reads from a device in a second") { Repeats = true };
    private static readonly Option WriteIops = new("--device-write-iops", null, "DEV:N", "Most writes to a device in a second") { Repeats = true };
    private static readonly Option Hugetlb = new("--hugetlb", null, "PAGE=SIZE", "Limit of huge pages, e.g. 2MB=64M, or 2MB.rsvd for reservations") { Repeats = true };
    private static readonly Option Rdma = new("--rdma", null, "DEV=K=N,…", "RDMA limit, e.g. mlx5_0=hca_handle=2,hca_object=2000") { Repeats = true };
    private static readonly Option Misc = new("--misc", null, "RES=N", "Limit of a resource of the misc controller, e.g. sev=1") { Repeats = true };
    private static readonly Option NetClass = new("--net-class", null, "HANDLE", "Class of its packets for tc, e.g. 10:1 (hexadecimal) or 0x100001 (v1)");
    private static readonly Option NetPrio = new("--net-prio", null, "IF=N", "Priority of its packets at an interface (v1)") { Repeats = true };
    private static readonly Option CgroupJoin = new("--cgroup-join", null, "NAME", "Be in a v1 hierarchy for its accounting, e.g. perf_event") { Repeats = true };
    private static readonly Option CgroupParent = new("--cgroup-parent", null, "GROUP", "Refused: all containers of a node are in one parent cgroup");
    private static readonly Option Rule = new("--device-cgroup-rule", null, "RULE", "Allow devices, e.g. 'c 10:229 rwm', or with deny before it refuse them; in order, the later wins") { Repeats = true };
    private static readonly Option Deny = new("--device-cgroup-deny", null, "RULE", "Refuse devices, e.g. 'c 1:9 w', or a for all; after the allowed ones") { Repeats = true };
    private static readonly Option Cgroup = new("--cgroup", null, "FILE=VALUE", "Any other file of its cgroup, e.g. memory.zswap.max=0; v1: or v2: before it insists on a version") { Repeats = true };

    public static IReadOnlyList<Option> All { get; } =
    [
        Memory, MemorySwap, MemoryReservation, MemoryMin, MemoryHigh, MemorySwappiness, OomKillDisable,
        Cpus, CpuWeight, CpuShares, CpuPeriod, CpuQuota, CpuBurst, CpuIdle, CpuRtRuntime, CpuRtPeriod, CpusetCpus, CpusetMems,
        Pids, PidsLimit, IoWeight, BlkioWeight, IoWeightDevice, BlkioWeightDevice, ReadBps, WriteBps, ReadIops, WriteIops,
        Hugetlb, Rdma, Misc, NetClass, NetPrio, CgroupJoin, CgroupParent, Rule, Deny, Cgroup,
    ];

    public static ResourceRequest Read(Arguments given) => given.Get(CgroupParent) is null ? ReadAll(given) : throw new UsageException(
        $"{CgroupParent.Long} is refused: the containers of a node are in one parent cgroup, by which the fleet is frozen in one write and "
        + "counted as a whole, and whoever were elsewhere would be left out. Limits of all together are node.memory, node.memoryAndSwap and "
        + "the like (orch config show); for a parent of its own start a daemon with another --root");

    private static ResourceRequest ReadAll(Arguments given) => new()
    {
        MemoryBytes = SizeOrMax(given, Memory),
        Cpus = given.Number(Cpus),
        CpuWeight = given.Integer(CpuWeight, 1, 10_000),
        Pids = (int?)NumberOrMax(given, given.Get(Pids) is null ? PidsLimit : Pids, 1, 4_194_304),
        IoWeight = given.Integer(IoWeight, 1, 10_000) ?? given.Integer(BlkioWeight, 10, 1000),
        MemorySwapBytes = SizeOrMax(given, MemorySwap),
        MemoryReservationBytes = SizeOrMax(given, MemoryReservation),
        MemoryMinBytes = SizeOrMax(given, MemoryMin),
        MemoryHighBytes = SizeOrMax(given, MemoryHigh),
        MemorySwappiness = given.Integer(MemorySwappiness, 0, 100),
        OomKillDisable = Switch(given, OomKillDisable),
        CpuShares = given.Integer(CpuShares, 2, 262_144),
        CpuPeriodUsec = given.Integer(CpuPeriod, 1_000, 1_000_000),
        CpuQuotaUsec = NumberOrMax(given, CpuQuota, 1_000, int.MaxValue),
        CpuBurstUsec = given.Integer(CpuBurst, 0, int.MaxValue),
        CpuIdle = Switch(given, CpuIdle),
        CpuRtRuntimeUsec = given.Integer(CpuRtRuntime, 0, 1_000_000),
        CpuRtPeriodUsec = given.Integer(CpuRtPeriod, 1, 1_000_000),
        CpusetCpus = given.Get(CpusetCpus),
        CpusetMems = given.Get(CpusetMems),
        IoLimits = Rates(given),
        IoWeights = Some(given.All(IoWeightDevice).Concat(given.All(BlkioWeightDevice)).Select(text => Device(text, IoWeightDevice))
            .ToDictionary(pair => pair.Device, pair => (int)Whole(pair.Value, IoWeightDevice, 1, 10_000))),
        Hugetlb = Some(Pairs(given, Hugetlb).ToDictionary(pair => pair.Key, pair => Size(pair.Value, Hugetlb))),
        Rdma = Some(Pairs(given, Rdma).ToDictionary(pair => pair.Key, pair => pair.Value.Replace(',', ' '))),
        Misc = Some(Pairs(given, Misc).ToDictionary(pair => pair.Key, pair => pair.Value == "max" ? -1 : Whole(pair.Value, Misc, 0, long.MaxValue))),
        NetClass = given.Get(NetClass) is { } handle ? Class(handle) : null,
        NetPriorities = Some(Pairs(given, NetPrio).ToDictionary(pair => pair.Key, pair => (int)Whole(pair.Value, NetPrio, 0, int.MaxValue))),
        CgroupJoin = given.All(CgroupJoin) is { Count: > 0 } join ? join : null,
        DeviceRules = Rules(given),
        CgroupFiles = Some(Pairs(given, Cgroup)),
    };

    private static IReadOnlyList<DeviceRuleRequest>? Rules(Arguments given)
    {
        DeviceRuleRequest[] rules =
        [
            .. given.All(Rule).Select(Ordered),
            .. given.All(Deny).Select(rule => new DeviceRuleRequest { Rule = rule, Allow = false }),
        ];
        return rules.Length > 0 ? rules : null;
    }

    private static DeviceRuleRequest Ordered(string text) => text.Split(' ', 2) switch
    {
        ["deny", var rule] => new DeviceRuleRequest { Rule = rule, Allow = false },
        ["allow", var rule] => new DeviceRuleRequest { Rule = rule },
        _ => new DeviceRuleRequest { Rule = text },
    };

    private static IReadOnlyList<IoLimitRequest>? Rates(Arguments given)
    {
        var limits = new SortedDictionary<string, IoLimitRequest>(StringComparer.Ordinal);
        void Add(Option option, Func<string, long> read, Action<IoLimitRequest, long> set)
        {
            foreach (var text in given.All(option))
            {
                var (device, rate) = Device(text, option);
                if (!limits.TryGetValue(device, out var limit))
                    limits[device] = limit = new IoLimitRequest { Device = device };
                set(limit, read(rate));
            }
        }

        Add(ReadBps, text => Size(text, ReadBps), (limit, rate) => limit.ReadBps = rate);
        Add(WriteBps, text => Size(text, WriteBps), (limit, rate) => limit.WriteBps = rate);
        Add(ReadIops, text => Whole(text, ReadIops, 0, int.MaxValue), (limit, rate) => limit.ReadIops = rate);
        Add(WriteIops, text => Whole(text, WriteIops, 0, int.MaxValue), (limit, rate) => limit.WriteIops = rate);
        return limits.Count > 0 ? [.. limits.Values] : null;
    }

    /// <summary>The last colon parts them, since a device may be given as MAJOR:MINOR.</summary>
    private static (string Device, string Value) Device(string text, Option option)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && colon < text.Length - 1
            ? (text[..colon], text[(colon + 1)..])
            : throw new UsageException($"{option.Long} wants {option.Value}, not '{text}'");
    }

    private static Dictionary<string, string> Pairs(Arguments given, Option option)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given.All(option))
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || equals == text.Length - 1)
                throw new UsageException($"{option.Long} wants {option.Value}, not '{text}'");
            pairs[text[..equals]] = text[(equals + 1)..];
        }
        return pairs;
    }

    private static long? SizeOrMax(Arguments given, Option option) => given.Get(option) switch
    {
        null => null,
        "max" or "-1" => -1,
        var text => Size(text, option) is > 0 and var bytes ? bytes : throw new UsageException($"{option.Long} wants a size such as 64M or max, not '{text}'"),
    };

    private static long Size(string text, Option option) => text == "max"
        ? -1
        : ByteSize.TryParse(text, out var bytes) ? bytes : throw new UsageException($"{option.Long} wants a size such as 64M or 1.5G, not '{text}'");

    private static long? NumberOrMax(Arguments given, Option option, long low, long high) => given.Get(option) switch
    {
        null => null,
        "max" or "-1" => -1,
        var text => Whole(text, option, low, high),
    };

    private static long Whole(string text, Option option, long low, long high)
    {
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new UsageException($"{option.Long} wants a whole number, not '{text}'");
        return number >= low && number <= high
            ? number
            : throw new UsageException($"{option.Long} must be from {low} to {high}, not {number}");
    }

    private static bool? Switch(Arguments given, Option option) => given.Get(option) is null ? null : given.Has(option);

    /// <summary>tc writes MAJOR:MINOR in hexadecimal digits.</summary>
    private static uint Class(string text)
    {
        if (text.Split(':') is [var major, var minor]
            && ushort.TryParse(major, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var high)
            && ushort.TryParse(minor, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var low))
        {
            return (uint)high << 16 | low;
        }
        if (text.StartsWith("0x", StringComparison.Ordinal) && uint.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hex))
            return hex;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"{NetClass.Long} wants a handle of tc such as 10:1, or a number, not '{text}'");
    }

    private static IReadOnlyDictionary<string, T>? Some<T>(Dictionary<string, T> pairs) => pairs.Count > 0 ? pairs : null;
}
