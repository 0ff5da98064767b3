using System.Globalization;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Past;

/// <summary>Limits as named texts, for telling what a change changed.</summary>
internal static class LimitFields
{
    public static IReadOnlyList<FieldChange> Changes(ResourceLimits before, ResourceLimits after) =>
        ReferenceEquals(before, after)
            ? []
            : [.. Of(before).Zip(Of(after)).Where(pair => pair.First.Value != pair.Second.Value)
                .Select(pair => new FieldChange(pair.First.Name, pair.First.Value, pair.Second.Value))];

    private static IEnumerable<(string Name, string? Value)> Of(ResourceLimits limits) =>
    [
        ("memoryBytes", Number(limits.MemoryBytes)),
        ("cpus", limits.Cpus?.ToString(CultureInfo.InvariantCulture)),
        ("cpuWeight", Number(limits.CpuWeight)),
        ("pids", Number(limits.Pids)),
        ("ioWeight", Number(limits.IoWeight)),
        ("memorySwapBytes", Number(limits.MemorySwapBytes)),
        ("memoryReservationBytes", Number(limits.MemoryLowBytes)),
        ("memoryMinBytes", Number(limits.MemoryMinBytes)),
        ("memoryHighBytes", Number(limits.MemoryHighBytes)),
        ("memorySwappiness", Number(limits.MemorySwappiness)),
        ("oomKillDisable", Flag(limits.OomKillDisable)),
        ("cpuPeriodUsec", Number(limits.CpuPeriodUsec)),
        ("cpuQuotaUsec", Number(limits.CpuQuotaUsec)),
        ("cpuBurstUsec", Number(limits.CpuBurstUsec)),
        ("cpuShares", Number(limits.CpuShares)),
        ("cpuIdle", Flag(limits.CpuIdle)),
        ("cpuRtRuntimeUsec", Number(limits.CpuRtRuntimeUsec)),
        ("cpuRtPeriodUsec", Number(limits.CpuRtPeriodUsec)),
        ("cpusetCpus", limits.CpusetCpus),
        ("cpusetMems", limits.CpusetMems),
        ("ioLimits", List(limits.IoLimits?.Select(Io))),
        ("ioWeights", List(limits.IoWeights?.Select(weight => $"{weight.Device} {weight.Weight}"))),
        ("hugetlb", Map(limits.Hugetlb)),
        ("rdma", Map(limits.Rdma)),
        ("misc", Map(limits.Misc)),
        ("netClass", Number(limits.NetClass)),
        ("netPriorities", Map(limits.NetPriorities)),
        ("cgroupJoin", List(limits.Join)),
        ("deviceRules", List(limits.Devices?.Select(rule => $"{(rule.Allow ? "allow" : "deny")} {rule}"))),
        ("cgroupFiles", List(limits.Files?.Select(file => $"{file.File}={file.Value}"))),
    ];

    private static string Io(IoLimit limit) => string.Join(' ', new[]
    {
        limit.Device, Rate("rbps", limit.ReadBps), Rate("wbps", limit.WriteBps), Rate("riops", limit.ReadIops), Rate("wiops", limit.WriteIops),
    }.Where(part => part.Length > 0));

    private static string Rate(string name, long? rate) => rate is { } value ? $"{name}={(value == 0 ? "max" : Number(value))}" : "";

    private static string? Number(long? value) => value == -1 ? "max" : value?.ToString(CultureInfo.InvariantCulture);

    private static string? Flag(bool? value) => value switch { true => "yes", false => "no", null => null };

    private static string? List(IEnumerable<string>? texts) => texts is null ? null : string.Join("; ", texts);

    private static string? Map<T>(IReadOnlyDictionary<string, T>? pairs) => List(pairs?.OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
}
