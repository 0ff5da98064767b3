using System.Globalization;

namespace Orchestrator.Formats.Oci;

/// <summary>linux.resources; whether this host can keep them is for the engine to say.</summary>
internal static class OciResourcesReader
{
    private const int MostMajor = (1 << 12) - 1, MostMinor = (1 << 20) - 1;

    public static OciResources Read(OciNode node)
    {
        var (memory, cpu, pids, io) = (node.Object("memory"), node.Object("cpu"), node.Object("pids"), node.Object("blockIO"));
        var network = node.Object("network");
        var resources = new OciResources
        {
            MemoryLimit = Limit(memory?.Number("limit", -1)),
            MemorySwap = memory?.Number("swap", -1) is { } swap and not 0 ? swap : null,
            MemoryReservation = Limit(memory?.Number("reservation", -1)),
            Swappiness = (int?)memory?.Number("swappiness", 0, 100),
            DisableOomKiller = memory?.Flag("disableOOMKiller") == true ? true : null,
            CpuShares = cpu?.Number("shares", 0, 262_144) is > 1 and var shares ? shares : null,
            CpuQuota = Limit(cpu?.Number("quota", -1)),
            CpuPeriod = cpu?.Number("period", 0, 1_000_000) is > 0 and var period ? period : null,
            CpuBurst = cpu?.Number("burst", 0),
            CpuIdle = cpu?.Number("idle", 0, 1) is { } idle ? idle == 1 : null,
            RealtimeRuntime = cpu?.Number("realtimeRuntime", 0) is > 0 and var runtime ? runtime : null,
            RealtimePeriod = cpu?.Number("realtimePeriod", 0) is > 0 and var rtPeriod ? rtPeriod : null,
            Cpus = cpu?.Text("cpus") is { Length: > 0 } cpus ? cpus : null,
            Mems = cpu?.Text("mems") is { Length: > 0 } mems ? mems : null,
            Pids = Limit(pids?.Number("limit", -1)),
            IoWeight = (int?)io?.Number("weight", 10, 1000),
            IoWeights = Weights(io),
            IoLimits = [.. Rates(io, "throttleReadBpsDevice", "rbps"), .. Rates(io, "throttleWriteBpsDevice", "wbps"),
                .. Rates(io, "throttleReadIOPSDevice", "riops"), .. Rates(io, "throttleWriteIOPSDevice", "wiops")],
            HugePages = HugePages(node),
            Rdma = Rdma(node.Object("rdma")),
            NetClass = (uint?)network?.Number("classID", 0, uint.MaxValue),
            NetPriorities = Priorities(network),
            Devices = [.. node.Objects("devices").Select(Device).OfType<(bool, string)>()],
            Unified = node.Map("unified"),
        };
        foreach (var name in (ReadOnlySpan<string>)["kernel", "kernelTCP"])
            memory?.Refuse(name, "the kernel has had no separate limit of kernel memory since 5.16; memory.limit holds it");
        // Both are what every group has.
        memory?.Ignore("useHierarchy");
        memory?.Ignore("checkBeforeUpdate");
        io?.Refuse("leafWeight", "no I/O scheduler of a present kernel weighs a group against its own children");
        foreach (var part in (ReadOnlySpan<OciNode?>)[memory, cpu, pids, io, network, node])
            part?.Finish();
        return resources;
    }

    private static Dictionary<string, int> Weights(OciNode? io)
    {
        var weights = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in io?.Objects("weightDevice") ?? [])
        {
            if (Number(item) is { } device && item.Number("weight", 10, 1000) is { } weight)
                weights[device] = (int)weight;
            item.Refuse("leafWeight", "no I/O scheduler of a present kernel weighs a group against its own children");
            item.Finish();
        }
        return weights;
    }

    private static List<(string, string, long)> Rates(OciNode? io, string name, string kind)
    {
        var rates = new List<(string, string, long)>();
        foreach (var item in io?.Objects(name) ?? [])
        {
            if (Number(item) is { } device && item.Number("rate", 0) is { } rate)
                rates.Add((kind, device, rate));
            item.Finish();
        }
        return rates;
    }

    private static Dictionary<string, long> HugePages(OciNode node)
    {
        var limits = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var item in node.Objects("hugepageLimits"))
        {
            if (item.Text("pageSize") is { Length: > 0 } size && item.Number("limit", 0) is { } limit)
                limits[size] = limit;
            else
                item.Bad("pageSize", "a pageSize such as 2MB and a limit are wanted");
            item.Finish();
        }
        return limits;
    }

    private static Dictionary<string, string> Rdma(OciNode? node)
    {
        var limits = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var device in node?.Names() ?? [])
        {
            if (node!.Object(device) is not { } item)
                continue;
            string[] parts =
            [
                .. item.Number("hcaHandles", 0, uint.MaxValue) is { } handles ? [Text("hca_handle", handles)] : (string[])[],
                .. item.Number("hcaObjects", 0, uint.MaxValue) is { } objects ? [Text("hca_object", objects)] : (string[])[],
            ];
            if (parts.Length > 0)
                limits[device] = string.Join(' ', parts);
            item.Finish();
        }
        return limits;
    }

    private static Dictionary<string, int> Priorities(OciNode? network)
    {
        var priorities = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in network?.Objects("priorities") ?? [])
        {
            if (item.Text("name") is { Length: > 0 } name && item.Number("priority", 0, int.MaxValue) is { } priority)
                priorities[name] = (int)priority;
            else
                item.Bad("name", "the name of an interface and a priority are wanted");
            item.Finish();
        }
        return priorities;
    }

    private static (bool, string)? Device(OciNode node)
    {
        var allow = node.Flag("allow");
        var type = node.Text("type") ?? "a";
        // A number that is missing or negative is every one.
        var (major, minor) = (node.Number("major", -1, MostMajor), node.Number("minor", -1, MostMinor));
        var access = node.Text("access") is { Length: > 0 } some ? some : "rwm";
        if (type is not ("a" or "b" or "c"))
            node.Bad("type", $"'{type}' is no kind of device rule; known are a, b and c");
        if (access.Any(letter => letter is not ('r' or 'w' or 'm')))
            node.Bad("access", $"'{access}' must be some of r, w and m");
        node.Finish();
        return type == "a" ? (allow, "a") : (allow, $"{type} {Any(major)}:{Any(minor)} {access}");
    }

    private static string? Number(OciNode node) =>
        (node.Number("major", 0, MostMajor), node.Number("minor", 0, MostMinor)) is ({ } major, { } minor)
            ? string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}")
            : null;

    private static string Any(long? number) => number is >= 0 and var known ? known.ToString(CultureInfo.InvariantCulture) : "*";

    private static string Text(string key, long value) => string.Create(CultureInfo.InvariantCulture, $"{key}={value}");

    /// <summary>-1 and 0 are without limit.</summary>
    private static long? Limit(long? number) => number is > 0 and var limit ? limit : null;
}
