using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Tests.Oci;

/// <summary>linux.resources of the runtime specification.</summary>
public sealed class OciLimitsTests
{
    [Fact]
    public void Apply_EveryResource_BecomesTheEnginesOwn()
    {
        var spec = Map("""
            {"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rw"},{"allow":true,"type":"b","major":7}],
             "memory":{"limit":67108864,"swap":100663296,"reservation":1048576,"swappiness":5,"disableOOMKiller":true,"useHierarchy":true},
             "cpu":{"shares":512,"quota":20000,"period":50000,"burst":1000,"idle":0,"realtimeRuntime":100,"realtimePeriod":1000,"cpus":"0-1","mems":"0"},
             "pids":{"limit":9},
             "blockIO":{"weight":10,"weightDevice":[{"major":8,"minor":0,"weight":1000}],
              "throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"throttleWriteIOPSDevice":[{"major":8,"minor":0,"rate":5}]},
             "hugepageLimits":[{"pageSize":"2MB","limit":4194304}],
             "network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},
             "rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},
             "unified":{"memory.high":"5"}}
            """);
        var limits = spec.Resources;
        (limits.MemoryBytes, limits.MemorySwapBytes, limits.MemoryLowBytes, limits.MemorySwappiness, limits.OomKillDisable)
            .ShouldBe((64 << 20, 96 << 20, 1 << 20, 5, true));
        (limits.CpuShares, limits.CpuQuotaUsec, limits.CpuPeriodUsec, limits.CpuBurstUsec, limits.CpuIdle).ShouldBe((512, 20_000, 50_000, 1_000, false));
        (limits.CpuRtRuntimeUsec, limits.CpuRtPeriodUsec, limits.CpusetCpus, limits.CpusetMems, limits.Pids).ShouldBe((100, 1_000, "0-1", "0", 9));
        limits.IoWeight.ShouldBe(1);
        limits.IoWeights.ShouldBe([new IoDeviceWeight("8:0", 10_000)]);
        limits.IoLimits.ShouldBe([new IoLimit("8:0", 600, null, null, 5)]);
        limits.Hugetlb!["2MB"].ShouldBe(4 << 20);
        (limits.NetClass, limits.NetPriorities!["eth0"], limits.Rdma!["mlx5_1"]).ShouldBe((1_048_577u, 500, "hca_handle=3 hca_object=10000"));
        spec.CgroupFiles.ShouldBe([new CgroupFileSpec(2, "memory.high", "5")]);
        limits.Devices!.Take(3).Select(rule => (rule.Allow, rule.ToString())).ShouldBe([(false, "a"), (true, "c 10:229 rw"), (true, "b 7:* rwm")]);
        limits.Devices!.Skip(3).ShouldAllBe(rule => rule.Allow && rule.Kind == 'c');
    }

    [Fact]
    public void Apply_WhatRuncSpecWrites_TakesNoPolicyOfItsOwn() =>
        Map("""{"devices":[{"allow":false,"access":"rwm"}]}""").Resources.ShouldBe(new ResourceLimits());

    [Theory]
    [InlineData("""{"memory":{"kernel":5}}""", "$.linux.resources.memory.kernel")]
    [InlineData("""{"devices":[{"allow":true,"type":"x"}]}""", "$.linux.resources.devices[0].type")]
    [InlineData("""{"devices":[{"allow":true,"type":"c","access":"rwx"}]}""", "$.linux.resources.devices[0].access")]
    [InlineData("""{"hugepageLimits":[{"limit":5}]}""", "$.linux.resources.hugepageLimits[0].pageSize")]
    [InlineData("""{"blockIO":{"throttleReadBpsDevice":[{"major":8,"minor":0,"rate":-1}]}}""", "$.linux.resources.blockIO.throttleReadBpsDevice[0].rate")]
    public void Read_WhatCannotBe_IsNamedByItsPath(string resources, string path)
    {
        var (_, problems) = OciReader.Read(Config(resources));
        problems.ShouldContain(problem => problem.ToString()!.Contains(path));
    }

    private static ContainerSpec Map(string resources)
    {
        var (config, problems) = OciReader.Read(Config(resources));
        problems.ShouldBeEmpty();
        return OciLimits.Apply(new ContainerSpec(), config!.Linux.Resources, new ResourceLimits());
    }

    private static string Config(string resources) => """
        {"ociVersion":"1.2.0","root":{"path":"rootfs"},"process":{"cwd":"/","args":["sh"],"user":{"uid":0,"gid":0}},
         "linux":{"namespaces":[{"type":"pid"},{"type":"mount"}],"resources":RESOURCES}}
        """.Replace("RESOURCES", resources, StringComparison.Ordinal);
}
