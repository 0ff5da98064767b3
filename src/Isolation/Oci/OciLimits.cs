using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

internal static class OciLimits
{
    private const long DefaultPeriod = 100_000;

    public static ContainerSpec Apply(ContainerSpec spec, OciResources given, ResourceLimits asked)
    {
        var limits = new ResourceLimits
        {
            MemoryBytes = given.MemoryLimit,
            Cpus = given.CpuQuota is { } quota ? (double)quota / (given.CpuPeriod ?? DefaultPeriod) : null,
            // The mapping of the kernel's and runc's documentation: 2 to 262144 becomes 1 to 10000.
            CpuWeight = given.CpuShares is { } shares ? (int)(1 + ((shares - 2) * 9999 / 262_142)) : null,
            Pids = (int?)given.Pids,
            IoWeight = given.IoWeight is { } weight ? 1 + ((weight - 10) * 9999 / 990) : null,
        };
        var files = given.Unified.Select(pair => new CgroupFileSpec(2, pair.Key, pair.Value)).ToList();
        if (given.Cpus is { } cpus)
            files.Add(new CgroupFileSpec(2, "cpuset.cpus", cpus));
        if (given.Mems is { } mems)
            files.Add(new CgroupFileSpec(2, "cpuset.mems", mems));
        return spec with { Resources = limits.With(asked), CgroupFiles = files.Count > 0 ? files : null };
    }
}
