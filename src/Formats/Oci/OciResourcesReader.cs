namespace Orchestrator.Formats.Oci;

internal static class OciResourcesReader
{
    public static OciResources Read(OciNode node)
    {
        var (memory, cpu, pids, io) = (node.Object("memory"), node.Object("cpu"), node.Object("pids"), node.Object("blockIO"));
        var resources = new OciResources
        {
            MemoryLimit = Limit(memory?.Number("limit", -1)),
            CpuShares = cpu?.Number("shares", 0, 262_144) is > 1 and var shares ? shares : null,
            CpuQuota = Limit(cpu?.Number("quota", -1)),
            CpuPeriod = cpu?.Number("period", 0, 1_000_000) is > 0 and var period ? period : null,
            Cpus = cpu?.Text("cpus") is { Length: > 0 } cpus ? cpus : null,
            Mems = cpu?.Text("mems") is { Length: > 0 } mems ? mems : null,
            Pids = Limit(pids?.Number("limit", -1)),
            IoWeight = (int?)io?.Number("weight", 10, 1000),
            Unified = node.Map("unified"),
        };
        if (memory?.Number("swap", -1) is > 0 and var swap && swap != resources.MemoryLimit)
            memory.Bad("swap", "memory and swap together are limited to the memory limit: give the same number, or leave it out");
        foreach (var name in (ReadOnlySpan<string>)["reservation", "kernel", "kernelTCP", "swappiness", "useHierarchy", "checkBeforeUpdate"])
            memory?.Refuse(name, "it is not set; use unified with the file of cgroup v2");
        // True would make a container that cannot be ended by its limit.
        if (memory?.Flag("disableOOMKiller") == true)
            memory.Bad("disableOOMKiller", "the OOM killer is what keeps the limit");
        foreach (var name in (ReadOnlySpan<string>)["realtimeRuntime", "realtimePeriod", "burst", "idle"])
            cpu?.Refuse(name, "it is not set");
        foreach (var name in (ReadOnlySpan<string>)
            ["leafWeight", "weightDevice", "throttleReadBpsDevice", "throttleWriteBpsDevice", "throttleReadIOPSDevice", "throttleWriteIOPSDevice"])
            io?.Refuse(name, "it is not set; use unified with io.max");
        foreach (var name in (ReadOnlySpan<string>)["hugepageLimits", "network", "rdma"])
            node.Refuse(name, "it is not set; use unified with the file of cgroup v2");
        // In a user namespace no node can be made, and only those that are bound in /dev can be opened.
        node.Ignore("devices");
        memory?.Finish();
        cpu?.Finish();
        pids?.Finish();
        io?.Finish();
        node.Finish();
        return resources;
    }

    /// <summary>-1 and 0 are without limit.</summary>
    private static long? Limit(long? number) => number is > 0 and var limit ? limit : null;
}
