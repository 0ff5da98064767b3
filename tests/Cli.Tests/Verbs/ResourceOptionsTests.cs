using System.Text.Json;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs;
using Orchestrator.Cli.Verbs.Containers;
using Orchestrator.Contracts.Containers;
using Orchestrator.Daemon.Mapping;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Cli.Tests.Verbs;

/// <summary>Limits from the command line to the spec and back into what <c>inspect</c> shows.</summary>
public sealed class ResourceOptionsTests
{
    [Fact]
    public void Read_EveryOption_ArrivesInTheSpecAndComesBack()
    {
        var given = Read(
            "-m", "64M", "--memory-swap", "max", "--memory-reservation", "1M", "--memory-min", "2M", "--memory-high", "32M",
            "--memory-swappiness", "5", "--oom-kill-disable", "--cpus", "0.5", "-c", "512", "--cpu-period", "50000",
            "--cpu-burst", "1000", "--cpu-idle=false", "--cpu-rt-runtime", "100", "--cpu-rt-period", "1000", "--cpuset-cpus", "0-1",
            "--cpuset-mems", "0", "--pids-limit", "-1", "--blkio-weight", "300", "--blkio-weight-device", "/dev/vda:50",
            "--device-read-bps", "/dev/vda:1M", "--device-write-iops", "/dev/vda:9", "--device-write-bps", "8:0:2M",
            "--hugetlb", "2MB=4M", "--rdma", "mlx5_0=hca_handle=2,hca_object=3", "--misc", "sev=max", "--net-class", "10:1",
            "--net-prio", "eth0=5", "--cgroup-join", "perf_event", "--device-cgroup-rule", "deny a",
            "--device-cgroup-rule", "c 10:229 rwm", "--device-cgroup-deny", "c 1:9 w", "--cgroup", "v1:cpuset.memory_migrate=1");
        var spec = LimitMapper.Map(given);
        (spec.MemorySwapBytes, spec.Pids, spec.Misc!["sev"], spec.NetClass).ShouldBe((-1, -1, -1, 0x100001u));
        spec.IoLimits!.Select(limit => $"{limit.Device} {limit.ReadBps} {limit.WriteBps} {limit.ReadIops} {limit.WriteIops}")
            .ShouldBe(["/dev/vda 1048576   9", "8:0  2097152  "]);
        spec.Devices!.Select(rule => (rule.Allow, rule.ToString())).ShouldBe([(false, "a"), (true, "c 10:229 rwm"), (false, "c 1:9 w")]);
        spec.Files!.ShouldHaveSingleItem().ShouldBe(new CgroupFileSpec(1, "cpuset.memory_migrate", "1"));
        JsonSerializer.Serialize(LimitMapper.Given(spec)).ShouldBe(JsonSerializer.Serialize(given, GivenLimitsJson.Default.ResourceRequest));
    }

    [Fact]
    public void Read_Nothing_AsksForNothing() => Read().ShouldBe(new ResourceRequest());

    [Theory]
    [InlineData("--memory-swap 0", "--memory-swap wants a size such as 64M or max, not '0'")]
    [InlineData("--device-read-bps 1M", "--device-read-bps wants DEV:SIZE, not '1M'")]
    [InlineData("--hugetlb 2MB", "--hugetlb wants PAGE=SIZE, not '2MB'")]
    [InlineData("--net-class x:y", "--net-class wants a handle of tc such as 10:1, or a number, not 'x:y'")]
    [InlineData("--io-weight-device /dev/vda:0", "--io-weight-device must be from 1 to 10000, not 0")]
    [InlineData("--cpu-quota 5", "--cpu-quota must be from 1000 to 2147483647, not 5")]
    public void Read_WhatCannotBe_IsRefused(string line, string message) =>
        Should.Throw<UsageException>(() => Read(line.Split(' '))).Message.ShouldBe(message);

    [Fact]
    public void Read_CgroupParent_IsRefusedWithReasonAndWayOut()
    {
        var message = Should.Throw<UsageException>(() => Read("--cgroup-parent", "mine")).Message;
        message.ShouldStartWith("--cgroup-parent is refused: the containers of a node are in one parent cgroup");
        message.ShouldEndWith("start a daemon with another --root");
    }

    [Theory]
    [InlineData("/dev/fuse", "/dev/fuse", null, "rwm")]
    [InlineData("/dev/fuse:rw", "/dev/fuse", null, "rw")]
    [InlineData("/dev/a:/dev/b", "/dev/a", "/dev/b", "rwm")]
    [InlineData("/dev/a:/dev/b:r", "/dev/a", "/dev/b", "r")]
    public void ReadDevice_AsDockerSpellsIt(string text, string source, string? target, string access) =>
        DeviceOptions.Read(text).ShouldBe(new DeviceRequest { Source = source, Target = target, Access = access });

    [Theory]
    [InlineData("/dev/a:b")]
    [InlineData("/dev/a:/b:x")]
    [InlineData(":")]
    public void ReadDevice_AnythingElse_IsRefused(string text) => Should.Throw<UsageException>(() => DeviceOptions.Read(text));

    private static ResourceRequest Read(params string[] words) =>
        ResourceOptions.Read(Parser.Parse(["update", .. words, "name"], AllVerbs.Table()).Arguments);
}
