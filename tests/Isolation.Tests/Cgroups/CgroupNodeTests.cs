using System.Diagnostics;
using Orchestrator.Isolation.Cgroups;
using Orchestrator.Isolation.Host;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Cgroups;

/// <summary>On the real kernel, once with the layout that the host has and once with its v1 hierarchies alone.</summary>
[InMachine(Machine.Plain, Short = true)]
public sealed class CgroupNodeTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly List<Process> _processes = [];
    private readonly List<string> _groups = [];
    private CgroupNode? _node;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Freeze_RunningProcess_IsConfirmedAndTimeStandsStill(bool v1Only)
    {
        var (cgroup, process) = Start(v1Only, "sh", "-c", "while :; do :; done");
        _node!.Freezer.Request(cgroup.Group, frozen: true).ShouldBe(0);
        (await _node.Freezer.WaitAsync(cgroup.Group, true, Limit, default)).ShouldBe(true);
        var before = cgroup.ReadUsage().CpuUsec.ShouldNotBeNull();
        (await Ended(process, TimeSpan.FromMilliseconds(100))).ShouldBeFalse();
        cgroup.ReadUsage().CpuUsec.ShouldBe(before);
        _node.Freezer.IsRequested(cgroup.Group).ShouldBeTrue();
        _node.Freezer.Request(cgroup.Group, frozen: false).ShouldBe(0);
        (await _node.Freezer.WaitAsync(cgroup.Group, false, Limit, default)).ShouldBe(true);
        await Eventually(() => cgroup.ReadUsage().CpuUsec > before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Z05_Kill_FrozenTree_EndsEveryProcess(bool v1Only)
    {
        var (cgroup, process) = Start(v1Only, "sh", "-c", "sleep 600 & sleep 600 & wait");
        await Eventually(() => _node!.Freezer.Processes(cgroup.Group).Count == 3);
        _node!.Freezer.Request(cgroup.Group, frozen: true).ShouldBe(0);
        await _node.Freezer.WaitAsync(cgroup.Group, true, Limit, default);
        (await _node.Killer.KillAsync(cgroup.Group, default)).ShouldBeTrue();
        (await Ended(process, Limit)).ShouldBeTrue();
        (await _node.Killer.WaitEmptyAsync(cgroup.Group, Limit, default)).ShouldBeTrue();
        (await _node.RemoveAsync(cgroup.Group, Limit, TimeProvider.System, default)).ShouldBeNull();
        _node.List().ShouldNotContain(cgroup.Group);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Freeze_ParentOfAll_FreezesEachGroup(bool v1Only)
    {
        var (one, _) = Start(v1Only, "sleep", "600");
        var (two, _) = Start(v1Only, "sleep", "600");
        _node!.Freezer.Request("", frozen: true).ShouldBe(0);
        (await _node.Freezer.WaitAsync("", true, Limit, default)).ShouldBe(true);
        (await _node.Freezer.WaitAsync(one.Group, true, Limit, default)).ShouldBe(true);
        (await _node.Freezer.WaitAsync(two.Group, true, Limit, default)).ShouldBe(true);
        _node.Freezer.IsRequested(one.Group).ShouldBeFalse();
        _node.Freezer.Request("", frozen: false).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R01_PidsLimit_HoldsAForkBomb(bool v1Only)
    {
        var (cgroup, process) = Start(
            v1Only, new ResourceLimits { Pids = 12 }, "sh", "-c", "bomb() { bomb | bomb & }; bomb & exec sleep 600");
        await Eventually(() => cgroup.ReadUsage().PidsPeak >= 12);
        cgroup.ReadUsage().PidsPeak.ShouldBe(12);
        await _node!.Killer.KillAsync(cgroup.Group, default);
        (await Ended(process, Limit)).ShouldBeTrue();
        (await _node.Killer.WaitEmptyAsync(cgroup.Group, Limit, default)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R02_MemoryLimit_IsMetByTheOomKillerAndCounted(bool v1Only)
    {
        var (cgroup, process) = Start(
            v1Only, new ResourceLimits { MemoryBytes = 16 << 20 }, "sh", "-c", "exec tail /dev/zero");
        (await Ended(process, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        process.ExitCode.ShouldBe(137);
        var oom = cgroup.ReadOom();
        oom.Kills.ShouldBeGreaterThan(0);
        oom.LimitHits.ShouldNotBeNull().ShouldBeGreaterThan(0);
        var peak = cgroup.ReadUsage().MemoryPeakBytes.ShouldNotBeNull();
        peak.ShouldBeInRange(8 << 20, 16 << 20);
    }

    [Fact]
    public void Apply_EveryLimit_IsReadBackFromTheKernel()
    {
        Open(v1Only: false);
        Assert.SkipUnless(_node!.Layout == CgroupLayout.Hybrid, "reads the v1 files of a hybrid host");
        var cgroup = Create();
        cgroup.Apply(new ResourceLimits { MemoryBytes = 64 << 20, Cpus = 0.5, CpuWeight = 200, Pids = 33 }).ShouldBeNull();
        Read("memory", cgroup, "memory.limit_in_bytes").ShouldBe("67108864");
        Read("memory", cgroup, "memory.memsw.limit_in_bytes").ShouldBe("67108864");
        Read("cpu", cgroup, "cpu.cfs_quota_us").ShouldBe("50000");
        Read("cpu", cgroup, "cpu.shares").ShouldBe("2048");
        Read("pids", cgroup, "pids.max").ShouldBe("33");
        // Up, down, and a null leaves what is there.
        cgroup.Apply(new ResourceLimits { MemoryBytes = 128 << 20 }).ShouldBeNull();
        Read("memory", cgroup, "memory.memsw.limit_in_bytes").ShouldBe("134217728");
        cgroup.Apply(new ResourceLimits { MemoryBytes = 32 << 20 }).ShouldBeNull();
        Read("memory", cgroup, "memory.limit_in_bytes").ShouldBe("33554432");
        Read("memory", cgroup, "memory.memsw.limit_in_bytes").ShouldBe("33554432");
        Read("pids", cgroup, "pids.max").ShouldBe("33");
    }

    [Fact]
    public void Apply_EveryLimit_OnV2_IsReadBackFromTheKernel()
    {
        Open(v1Only: false);
        Assert.SkipUnless(_node!.Layout == CgroupLayout.V2, "this host has v1 controllers; ./test --vm runs this in the test machine");
        var cgroup = Create();
        cgroup.Apply(new ResourceLimits { MemoryBytes = 64 << 20, Cpus = 0.5, CpuWeight = 200, Pids = 33 }).ShouldBeNull();
        ReadV2(cgroup, "memory.max").ShouldBe("67108864");
        ReadV2(cgroup, "memory.oom.group").ShouldBe("1");
        ReadV2(cgroup, "cpu.max").ShouldBe("50000 100000");
        ReadV2(cgroup, "cpu.weight").ShouldBe("200");
        ReadV2(cgroup, "pids.max").ShouldBe("33");
        cgroup.Apply(new ResourceLimits { MemoryBytes = 32 << 20 }).ShouldBeNull();
        ReadV2(cgroup, "memory.max").ShouldBe("33554432");
        ReadV2(cgroup, "pids.max").ShouldBe("33");
    }

    [Fact]
    public async Task E25_DevicePolicy_OfEveryGroup_OpensTheUsualNodesOnly()
    {
        Open(v1Only: false);
        Assert.SkipWhen(_node!.DeviceProblem is not null, $"no device policy on this machine: {_node.DeviceProblem}");
        using var scratch = new ScratchFolder();
        var made = Path.Combine(scratch.Path, "disk");
        const string Script =
            "for d in null zero full urandom tty kmsg mem; do (: <\"/dev/$d\") 2>/dev/null && echo \"$d opened\"; done; "
            + "(: >/dev/null) && echo null written; (: >/dev/kmsg) 2>/dev/null && echo kmsg written; "
            + "mknod \"$0\" b 8 0 2>/dev/null && echo disk made; mknod \"$0\" c 1 3 && echo null made";
        var (_, process) = Start(v1Only: false, "sh", "-c", Script, made);
        var said = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // A tty can be opened by a process that has one only.
        said.Where(line => line != "tty opened").ShouldBe(["null opened", "zero opened", "full opened", "urandom opened", "null written", "null made"]);
    }

    [Fact]
    public async Task Remove_WhileAProcessLives_SaysWhoHoldsIt()
    {
        var (cgroup, process) = Start(v1Only: false, "sleep", "600");
        var problem = await _node!.RemoveAsync(cgroup.Group, TimeSpan.FromMilliseconds(50), TimeProvider.System, default);
        problem.ShouldNotBeNull().ShouldContain($"{process.Id} sleep");
    }

    [Fact]
    public void Open_Twice_IsTheSameParent()
    {
        Open(v1Only: false);
        using var second = CgroupNode.Open(CgroupMounts.Detect(), _node!.Parent, 10, TimeProvider.System);
        second.Parent.ShouldBe(_node.Parent);
    }

    [Fact]
    public void GroupName_OfAnAttempt_IsReadBack()
    {
        var id = Guid.NewGuid();
        CgroupNode.ParseGroupName(CgroupNode.GroupName(id, 17)).ShouldBe((id, 17));
        CgroupNode.ParseGroupName("..").ShouldBeNull();
        CgroupNode.ParseGroupName($"{id:N}.x").ShouldBeNull();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is null)
            return;
        _node.Freezer.Request("", frozen: false);
        foreach (var group in _groups)
        {
            await _node.Killer.KillAsync(group, default);
            await _node.RemoveAsync(group, Limit, TimeProvider.System, default);
        }
        foreach (var process in _processes)
            process.Dispose();
        _node.TryRemoveParent().ShouldBeTrue();
        _node.Dispose();
    }

    private void Open(bool v1Only)
    {
        if (_node is not null)
            return;
        var mounts = Needs.Cgroups();
        if (v1Only)
        {
            Assert.SkipUnless(mounts.V1.ContainsKey("freezer"), "this host has no v1 freezer hierarchy");
            mounts = mounts with { V2 = null };
        }
        _node = CgroupNode.Open(mounts, $"orch-test-{Guid.NewGuid():N}", 100, TimeProvider.System);
    }

    private ContainerCgroup Create()
    {
        var group = CgroupNode.GroupName(Guid.NewGuid(), 1);
        _groups.Add(group);
        return _node!.Create(group);
    }

    private (ContainerCgroup Cgroup, Process Process) Start(bool v1Only, params string[] command) =>
        Start(v1Only, new ResourceLimits(), command);

    /// <summary>A shell that is moved into the group before it is told to become the command.</summary>
    private (ContainerCgroup Cgroup, Process Process) Start(bool v1Only, ResourceLimits limits, params string[] command)
    {
        Open(v1Only);
        var cgroup = Create();
        cgroup.Apply(limits).ShouldBeNull();
        var start = new ProcessStartInfo("/bin/sh", ["-c", "read go; exec \"$@\"", "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        _processes.Add(process);
        foreach (var directory in Directories(cgroup))
            File.WriteAllText(Path.Combine(directory, "cgroup.procs"), $"{process.Id}");
        process.StandardInput.WriteLine();
        return (cgroup, process);
    }

    private IEnumerable<string> Directories(ContainerCgroup cgroup)
    {
        var on = _node!.Hierarchies;
        if (on.V2 is not null)
            yield return Path.Combine(on.Mounts.V2!, on.Parent, cgroup.Group);
        foreach (var mountPoint in on.Mounts.V1.Where(one => on.V1(one.Key) is not null).Select(one => one.Value).Distinct())
            yield return Path.Combine(mountPoint, on.Parent, cgroup.Group);
    }

    private string Read(string controller, ContainerCgroup cgroup, string file) => File.ReadAllText(
        Path.Combine(_node!.Hierarchies.Mounts.V1[controller], _node.Parent, cgroup.Group, file)).Trim();

    private string ReadV2(ContainerCgroup cgroup, string file) =>
        File.ReadAllText(Path.Combine(_node!.Hierarchies.Mounts.V2!, _node.Parent, cgroup.Group, file)).Trim();

    private static async Task<bool> Ended(Process process, TimeSpan limit)
    {
        using var stop = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(stop.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(Limit);
            await Task.Yield();
        }
    }
}
