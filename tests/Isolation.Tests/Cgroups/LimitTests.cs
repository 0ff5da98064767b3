using System.Globalization;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.TestSupport.Machines;

namespace Orchestrator.Isolation.Tests.Cgroups;

/// <summary>
/// Every limit as the kernel keeps it: on this host's layout, on its v1 hierarchies alone, and on pure v2 in the test machine.
/// </summary>
[InMachine(Machine.Plain, Short = true)]
public sealed class LimitTests
{
    public static TheoryData<string> Layouts => new("host", "v1");

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_EveryUsualLimit_IsReadBackFromTheKernel(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var cgroup = host.Create(new ResourceLimits { MemoryBytes = 64 << 20 });
        cgroup.Change(new ResourceLimits { MemoryBytes = 64 << 20 }, new ResourceLimits
        {
            MemoryBytes = 32 << 20,
            MemorySwapBytes = 48 << 20,
            MemoryLowBytes = 16 << 20,
            Pids = 33,
            CpuPeriodUsec = 50_000,
            CpuQuotaUsec = 25_000,
            CpuBurstUsec = 10_000,
            CpuShares = 512,
            CpusetCpus = "0",
            CpusetMems = "0",
        }, []).ShouldBeNull();
        IReadOnlyList<(string V1, string V2, string Value1, string Value2)> expected =
        [
            ("memory.limit_in_bytes", "memory.max", "33554432", "33554432"),
            ("memory.memsw.limit_in_bytes", "memory.swap.max", "50331648", "16777216"),
            ("memory.soft_limit_in_bytes", "memory.low", "16777216", "16777216"),
            ("pids.max", "pids.max", "33", "33"),
            ("cpu.cfs_period_us", "cpu.max", "50000", "25000 50000"),
            ("cpu.cfs_quota_us", "cpu.max", "25000", "25000 50000"),
            ("cpu.cfs_burst_us", "cpu.max.burst", "10000", "10000"),
            ("cpu.shares", "cpu.weight", "512", "50"),
            ("cpuset.cpus", "cpuset.cpus", "0", "0"),
            ("cpuset.mems", "cpuset.mems", "0", "0"),
        ];
        foreach (var (v1, v2, value1, value2) in expected)
        {
            var isV1 = host.HasV1(v1[..v1.IndexOf('.')]);
            var read = host.Read(cgroup, isV1 ? v1 : v2);
            // A kernel without swap has no such file.
            if (read is not null || v1 is not "memory.memsw.limit_in_bytes")
                read.ShouldBe(isV1 ? value1 : value2, v1);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_ToWithoutLimit_TakesItAway(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var before = new ResourceLimits { MemoryBytes = 64 << 20, Pids = 9, Cpus = 0.5 };
        var cgroup = host.Create(before);
        cgroup.Change(before, new ResourceLimits { MemoryBytes = -1, Pids = -1, CpuQuotaUsec = -1 }, []).ShouldBeNull();
        host.Read(cgroup, "pids.max").ShouldBe("max");
        if (host.HasV1("memory"))
            long.Parse(host.Read(cgroup, "memory.limit_in_bytes")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(long.MaxValue / 2);
        else
            host.Read(cgroup, "memory.max").ShouldBe("max");
        host.Read(cgroup, host.HasV1("cpu") ? "cpu.cfs_quota_us" : "cpu.max").ShouldBe(host.HasV1("cpu") ? "-1" : "max 100000");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_OneIsRefused_PutsEverythingBack(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var before = new ResourceLimits { MemoryBytes = 64 << 20, MemoryLowBytes = 8 << 20, Pids = 9, CpuWeight = 200 };
        var cgroup = host.Create(before);
        string?[] Now() =>
        [
            .. ((string[])["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes", "memory.max", "memory.low", "pids.max", "cpu.shares", "cpu.weight"])
                .Select(file => host.Read(cgroup, file)),
        ];
        var was = Now();
        var places = host.Directories(cgroup).ToArray();
        // Processor 8000 does not exist, and the cpuset is written last.
        var problem = cgroup.Change(
            before, new ResourceLimits { MemoryBytes = 128 << 20, MemoryLowBytes = 1 << 20, Pids = 5, CpuWeight = 100, CpusetCpus = "8000" }, []);
        problem.ShouldNotBeNull().ShouldContain("cpuset.cpus = 8000");
        Now().ShouldBe(was);
        host.Directories(cgroup).ShouldBe(places);
        // And downwards, where v1 wants the two limits of memory in the other order.
        cgroup.Change(before, new ResourceLimits { MemoryBytes = 32 << 20, CpusetCpus = "8000" }, []).ShouldNotBeNull();
        Now().ShouldBe(was);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_ACpuset_BindsWhatRunsAlready(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var cgroup = host.Create();
        var process = host.Start(cgroup, "sh", "-c", "sleep 600 & wait");
        await GroupHost.Eventually(() => host.Node.Freezer.Processes(cgroup.Group).Count == 2);
        cgroup.Change(new ResourceLimits(), new ResourceLimits { CpusetCpus = "0" }, []).ShouldBeNull();
        foreach (var pid in host.Node.Freezer.Processes(cgroup.Group))
            File.ReadAllLines($"/proc/{pid}/status").ShouldContain("Cpus_allowed_list:\t0");
        // Once more: it is there now.
        cgroup.Change(new ResourceLimits { CpusetCpus = "0" }, new ResourceLimits { CpusetCpus = "0", CpusetMems = "0" }, []).ShouldBeNull();
        host.Read(cgroup, "cpuset.mems").ShouldBe("0");
        process.HasExited.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_OfAFrozenGroup_HoldsAndItStaysFrozen(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var cgroup = host.Create();
        host.Start(cgroup, "sleep", "600");
        host.Node.Freezer.Request(cgroup.Group, frozen: true).ShouldBe(0);
        (await host.Node.Freezer.WaitAsync(cgroup.Group, true, TimeSpan.FromSeconds(10), default)).ShouldBe(true);
        cgroup.Change(new ResourceLimits(), new ResourceLimits { Pids = 7, CpusetCpus = "0", MemoryBytes = 32 << 20 }, []).ShouldBeNull();
        host.Read(cgroup, "pids.max").ShouldBe("7");
        host.Node.Freezer.IsRequested(cgroup.Group).ShouldBeTrue();
        (await host.Node.Freezer.WaitAsync(cgroup.Group, true, TimeSpan.FromSeconds(10), default)).ShouldBe(true);
        host.Node.Freezer.Request(cgroup.Group, frozen: false).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Apply_RatesOfADisk_AreReadBackAndTakenAway(string layout)
    {
        using var loop = LoopDisk.Make();
        await using var host = GroupHost.Of(layout);
        var disk = loop.Number;
        var rates = new ResourceLimits { IoLimits = [new IoLimit(disk, 1 << 20, 2 << 20, 100, 200)] };
        var cgroup = host.Create(rates);
        if (host.HasV1("blkio"))
        {
            host.Read(cgroup, "blkio.throttle.read_bps_device").ShouldBe($"{disk} 1048576");
            host.Read(cgroup, "blkio.throttle.write_iops_device").ShouldBe($"{disk} 200");
        }
        else
        {
            host.Read(cgroup, "io.max").ShouldBe($"{disk} rbps=1048576 wbps=2097152 riops=100 wiops=200");
        }
        var problem = cgroup.Change(rates, new ResourceLimits { IoLimits = [new IoLimit(disk, 5 << 20, null, null, null), new IoLimit("4000:0", 1, null, null, null)] }, []);
        problem.ShouldNotBeNull().ShouldContain("4000:0");
        host.Read(cgroup, host.HasV1("blkio") ? "blkio.throttle.read_bps_device" : "io.max").ShouldNotBeNull().ShouldContain("1048576");
        cgroup.Change(rates, new ResourceLimits { IoLimits = [new IoLimit(disk, 0, 0, 0, 0)] }, []).ShouldBeNull();
        host.Read(cgroup, host.HasV1("blkio") ? "blkio.throttle.read_bps_device" : "io.max").ShouldBe("");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task R11_RateOfADisk_SlowsAReaderDown(string layout)
    {
        using var loop = LoopDisk.Make();
        await using var host = GroupHost.Of(layout);
        // The device policy opens no disk by itself.
        var cgroup = host.Create(new ResourceLimits
        {
            IoLimits = [new IoLimit(loop.Path, 1 << 20, null, null, null)],
            Devices = [new DeviceRuleSpec(true, 'b', 7, null, "r")],
        });
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        // Past the page cache, two of the eight megabytes.
        var process = host.Start(cgroup, "dd", $"if={loop.Path}", "of=/dev/null", "bs=65536", "count=32", "iflag=direct");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.3));
    }

    [Fact]
    public async Task Apply_MemoryLow_IsHandedDownByTheParent()
    {
        await using var host = GroupHost.Usual();
        Assert.SkipWhen(host.HasV1("memory"), "memory is in v1 here, whose soft limit asks nothing of the groups above; ./test --vm runs this in the test machine");
        host.Create(new ResourceLimits { MemoryLowBytes = 8 << 20 });
        var second = host.Create(new ResourceLimits { MemoryLowBytes = 16 << 20 });
        string Parent() => File.ReadAllText(Path.Combine(host.Node.Hierarchies.Mounts.V2!, host.Node.Parent, "memory.low")).Trim();
        Parent().ShouldBe($"{24 << 20}");
        second.Change(new ResourceLimits(), new ResourceLimits { MemoryLowBytes = 4 << 20 }, []).ShouldBeNull();
        Parent().ShouldBe($"{12 << 20}");
    }

    [Fact]
    public async Task Apply_RealtimeBandwidth_IsOfV1AndItsParentHasIt()
    {
        await using var host = GroupHost.Usual();
        var wanted = new ResourceLimits { CpuRtRuntimeUsec = 20_000, CpuRtPeriodUsec = 1_000_000 };
        if (host.Node.Check(wanted, [], []) is { } lacking)
        {
            lacking.ShouldContain("realtime");
            Assert.Skip(lacking);
        }
        var cgroup = host.Create(wanted);
        host.Read(cgroup, "cpu.rt_runtime_us").ShouldBe("20000");
    }

    [Fact]
    public async Task Apply_HugePages_AreLimitedWhereTheKernelCountsThem()
    {
        await using var host = GroupHost.Usual();
        var wanted = new ResourceLimits { Hugetlb = new Dictionary<string, long> { ["2MB"] = 4 << 20 } };
        if (host.Node.Check(wanted, [], []) is { } lacking)
        {
            lacking.ShouldContain("hugetlb");
            Assert.Skip(lacking);
        }
        var cgroup = host.Create(wanted);
        host.Read(cgroup, host.HasV1("hugetlb") ? "hugetlb.2MB.limit_in_bytes" : "hugetlb.2MB.max").ShouldBe("4194304");
        host.Node.Check(new ResourceLimits { Hugetlb = new Dictionary<string, long> { ["3MB"] = 1 } }, [], []).ShouldNotBeNull().ShouldContain("hugetlb.3MB");
    }

    [Fact]
    public async Task Apply_MiscResources_AreLimitedWhereTheKernelCountsThem()
    {
        var resource = ((string[])["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/misc"]).Select(root => Path.Combine(root, "misc.capacity"))
            .Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Split(' ')[0]).FirstOrDefault();
        Assert.SkipWhen(resource is null, "this kernel counts no misc resource: misc.capacity is not there or empty");
        await using var host = GroupHost.Usual();
        var wanted = new ResourceLimits { Misc = new Dictionary<string, long> { [resource!] = 1 } };
        host.Node.Check(wanted, [], []).ShouldBeNull();
        var cgroup = host.Create(wanted);
        host.Read(cgroup, "misc.max").ShouldNotBeNull().Split('\n').ShouldContain($"{resource} 1");
        cgroup.Change(wanted, new ResourceLimits { Misc = new Dictionary<string, long> { [resource!] = -1 } }, []).ShouldBeNull();
        host.Read(cgroup, "misc.max").ShouldNotBeNull().Split('\n').ShouldContain($"{resource} max");
    }

    [Fact]
    public async Task Apply_RdmaHandles_AreLimitedWhereThereIsADevice()
    {
        var device = Directory.Exists("/sys/class/infiniband") ? Directory.GetDirectories("/sys/class/infiniband").Select(Path.GetFileName).FirstOrDefault() : null;
        Assert.SkipWhen(device is null, "this machine has no RDMA device");
        await using var host = GroupHost.Usual();
        var wanted = new ResourceLimits { Rdma = new Dictionary<string, string> { [device!] = "hca_handle=2 hca_object=9" } };
        Assert.SkipWhen(host.Node.Check(wanted, [], []) is { } lacking, "the controller rdma is not there");
        host.Read(host.Create(wanted), "rdma.max").ShouldNotBeNull().Split('\n').ShouldContain($"{device} hca_handle=2 hca_object=9");
    }

    [Fact]
    public async Task Apply_NetworkClassAndPriority_AreMarkedOnV1()
    {
        using var classes = V1Mount.Of("net_cls");
        using var priorities = V1Mount.Of("net_prio");
        await using var host = new GroupHost(With(("net_cls", classes.Path), ("net_prio", priorities.Path)));
        var cgroup = host.Create(new ResourceLimits { NetClass = 0x100001, NetPriorities = new Dictionary<string, int> { ["lo"] = 5 } });
        host.Read(cgroup, "net_cls.classid").ShouldBe("1048577");
        host.Read(cgroup, "net_prio.ifpriomap").ShouldNotBeNull().Split('\n').ShouldContain("lo 5");
        cgroup.Change(new ResourceLimits(), new ResourceLimits { NetPriorities = new Dictionary<string, int> { ["lo"] = 7, ["absent0"] = 1 } }, [])
            .ShouldNotBeNull().ShouldContain("absent0");
        host.Read(cgroup, "net_prio.ifpriomap").ShouldNotBeNull().Split('\n').ShouldContain("lo 5");
    }

    [Fact]
    public async Task Apply_PerfEventAndCpuacct_AreJoined()
    {
        using var events = V1Mount.Of("perf_event");
        await using var host = new GroupHost(With(("perf_event", events.Path)));
        Assert.SkipUnless(host.HasV1("cpuacct"), "this host has no v1 cpuacct");
        var cgroup = host.Create(new ResourceLimits { Join = ["perf_event", "cpuacct"] });
        var process = host.Start(cgroup, "sleep", "600");
        File.ReadAllText(Path.Combine(events.Path, host.Node.Parent, cgroup.Group, "cgroup.procs")).Trim().ShouldBe($"{process.Id}");
        long.Parse(host.Read(cgroup, "cpuacct.usage")!, CultureInfo.InvariantCulture).ShouldBeGreaterThanOrEqualTo(0);
        // What a later daemon finds again.
        using var next = CgroupNode.Open(With(("perf_event", events.Path)), host.Node.Parent, 10, TimeProvider.System);
        var tasks = next.Attach(cgroup.Group).OpenTasks();
        tasks.Count.ShouldBe(next.Hierarchies.DistinctV1.Count + 2);
        foreach (var file in tasks)
            file.Dispose();
    }

    [Fact]
    public async Task Check_WhatTheHostLacks_IsSaidWithTheWayOut()
    {
        await using var host = GroupHost.Usual();
        Say(host, new ResourceLimits { NetClass = 1 }, "net_cls", host.HasV1("net_cls"));
        Say(host, new ResourceLimits { Rdma = new Dictionary<string, string> { ["mlx5_0"] = "hca_handle=2" } }, "rdma", host.Node.Controllers.Contains("rdma"));
        Say(host, new ResourceLimits { Misc = new Dictionary<string, long> { ["sev"] = 1 } }, "misc", host.Node.Controllers.Contains("misc"));
        Say(host, new ResourceLimits { MemoryHighBytes = 8 << 20 }, "memory.high", !host.HasV1("memory"));
        Say(host, new ResourceLimits { MemorySwappiness = 5 }, "memory.swappiness", host.HasV1("memory"));
        Say(host, new ResourceLimits { Files = [new CgroupFileSpec(0, "memory.nosuch", "1")] }, "memory.nosuch", false);
        Say(host, new ResourceLimits { Join = ["name=systemd"] }, "name=systemd", false);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Change_DeviceRules_HoldAtOnce(string layout)
    {
        await using var host = GroupHost.Of(layout);
        Assert.SkipWhen(host.Node.DeviceProblem is not null, $"no device policy on this machine: {host.Node.DeviceProblem}");
        var before = new ResourceLimits();
        var cgroup = host.Create(before);
        // Opens /dev/kmsg (1:11) when told to.
        var process = host.Start(cgroup, "sh", "-c", "while read go; do (: </dev/kmsg) 2>/dev/null && echo opened || echo refused; (: >/dev/null) || echo broken; done");
        async Task<string?> Try()
        {
            process.StandardInput.WriteLine();
            return await process.StandardOutput.ReadLineAsync();
        }

        void Change(bool allow, string rule)
        {
            DeviceRuleSpec.TryParse(rule, allow, out var parsed).ShouldBeTrue();
            var change = new ResourceLimits { Devices = [parsed!] };
            cgroup.Change(before, change, []).ShouldBeNull();
            before = before.With(change);
        }

        (await Try()).ShouldBe("refused");
        Change(true, "c 1:11 r");
        (await Try()).ShouldBe("opened");
        Change(false, "c 1:11 r");
        (await Try()).ShouldBe("refused");
        Change(true, "c 1:* rw");
        (await Try()).ShouldBe("opened");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task E25_NodesOfTheContainer_OpenAndOthersDoNot(string layout)
    {
        await using var host = GroupHost.Of(layout);
        Assert.SkipWhen(host.Node.DeviceProblem is not null, $"no device policy on this machine: {host.Node.DeviceProblem}");
        var cgroup = host.Create();
        cgroup.Apply(new ResourceLimits(), nodes: [new DeviceNodeSpec("/dev/kmsg", 'c', 1, 11, 438, 0, 0, "r")]).ShouldBeNull();
        var process = host.Start(cgroup, "sh", "-c", "(: </dev/kmsg) && echo read; (: >/dev/kmsg) 2>/dev/null && echo written; (: </dev/mem) 2>/dev/null && echo mem; (: >/dev/null) && echo null; exit 0");
        (await process.StandardOutput.ReadToEndAsync()).ShouldBe("read\nnull\n");
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task R12_Weights_ShareOneProcessorByTheirRatio(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var light = host.Create(new ResourceLimits { CpuWeight = 100, CpusetCpus = "0" });
        var heavy = host.Create(new ResourceLimits { CpuWeight = 400, CpusetCpus = "0" });
        host.Start(light, "sh", "-c", "while :; do :; done");
        host.Start(heavy, "sh", "-c", "while :; do :; done");
        // What others on this machine take away, they take from both.
        await GroupHost.Eventually(() => heavy.ReadUsage().CpuUsec + light.ReadUsage().CpuUsec > 1_500_000);
        var ratio = (double)heavy.ReadUsage().CpuUsec!.Value / light.ReadUsage().CpuUsec!.Value;
        ratio.ShouldBeInRange(2.5, 6.5);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task R12_Cpus_StopASpinnerAtItsShare(string layout)
    {
        await using var host = GroupHost.Of(layout);
        var cgroup = host.Create(new ResourceLimits { Cpus = 0.2 });
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        host.Start(cgroup, "sh", "-c", "while :; do :; done");
        await GroupHost.Eventually(() => cgroup.ReadUsage().CpuUsec > 400_000);
        // 0.2 of the time, and at most the slice of one period more.
        System.Diagnostics.Stopwatch.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.7));
    }

    [Fact]
    public async Task Apply_RawFiles_AreWrittenWhereTheHostHasThem()
    {
        await using var host = GroupHost.Usual();
        var file = host.HasV1("memory") ? "memory.soft_limit_in_bytes" : "memory.high";
        var cgroup = host.Create(new ResourceLimits { Files = [new CgroupFileSpec(0, file, "33554432")] });
        host.Read(cgroup, file).ShouldBe("33554432");
        host.Node.Check(new ResourceLimits { Files = [new CgroupFileSpec(host.HasV1("memory") ? 2 : 1, file, "1")] }, [], []).ShouldNotBeNull();
    }

    [Fact]
    public async Task Plan_NothingAsked_WritesNothingAndJoinsNothing()
    {
        await using var host = GroupHost.Usual();
        var plan = new KnobPlan();
        var further = new List<Kernel.DirectoryHandle>();
        new LimitPlanner(host.Node.Hierarchies).Plan(new ResourceLimits(), new ResourceLimits(), plan, further).ShouldBeNull();
        plan.Knobs.ShouldBeEmpty();
        further.ShouldBeEmpty();
        host.Node.Hierarchies.FurtherV1.ShouldBeEmpty();
    }

    private static void Say(GroupHost host, ResourceLimits limits, string word, bool isThere)
    {
        if (!isThere)
            host.Node.Check(limits, [], []).ShouldNotBeNull().ShouldContain(word);
    }

    private static CgroupMounts With(params (string Controller, string Path)[] more)
    {
        var mounts = Needs.Cgroups();
        var v1 = new Dictionary<string, string>(mounts.V1, StringComparer.Ordinal);
        foreach (var (controller, path) in more)
            v1[controller] = path;
        return mounts with { V1 = v1 };
    }
}
