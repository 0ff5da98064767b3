using System.Diagnostics;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Limits;

/// <summary>Limits as a user gives, changes and reads them.</summary>
public sealed class LimitTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Update_RunningFrozenAndStopped_HoldsAndIsRecordedWithWhatWasBefore()
    {
        (await root.Orch("run", "-d", "--name", "u", "--memory", "64M", "--pids", "40", "busybox", "sleep", "600")).Ok();
        (await Effective("u", "pids.max")).ShouldBe("40");
        (await root.Orch("update", "--pids", "30", "--cpuset-cpus", "0", "u")).Ok();
        (await Effective("u", "pids.max")).ShouldBe("30");
        (await Effective("u", "cpuset.cpus")).ShouldBe("0");
        (await root.Inspect("u")).GetProperty("resources").GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal)
            .ShouldBe("{\"memoryBytes\":67108864,\"pids\":30,\"cpusetCpus\":\"0\"}");
        (await root.Orch("exec", "u", "grep", "Cpus_allowed_list", "/proc/self/status")).Ok().Out.ShouldBe("Cpus_allowed_list:\t0\n");

        (await root.Orch("audit", "why", "u")).Ok().Out.ShouldContain("pids from 40 to 30");
        (await root.Orch("freeze", "u")).Ok();
        (await root.Orch("update", "--memory", "48M", "u")).Ok();
        (await root.Inspect("u")).GetProperty("state").GetString().ShouldBe("FROZEN");
        (await root.Orch("thaw", "u")).Ok();

        (await root.Orch("kill", "u")).Ok();
        (await root.Orch("wait", "u")).Ok();
        (await root.Orch("update", "--pids", "20", "u")).Ok();
        (await root.Orch("start", "u")).Ok();
        (await Effective("u", "pids.max")).ShouldBe("20");
        (await Effective("u", "cpuset.cpus")).ShouldBe("0");
        var memory = await Limits("u");
        memory.Where(limit => limit.File is "memory.max" or "memory.limit_in_bytes").ShouldHaveSingleItem().Effective.ShouldBe("50331648");

        var events = (await root.Orch("events", "--since", "1", "--until", "now", "--filter", "container=u", "--format", "json")).Ok().Lines
            .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("type").GetString() == "container-updated").ToArray();
        events.Length.ShouldBe(3);
        Number(events[0], "before", "pids").ShouldBe(40);
        Number(events[0], "resources", "pids").ShouldBe(30);
        Number(events[2], "before", "pids").ShouldBe(30);
        Number(events[2], "resources", "pids").ShouldBe(20);
    }

    [Fact]
    public async Task Update_ThatIsRefused_ChangesNothing()
    {
        (await root.Orch("run", "-d", "--name", "r", "--memory", "64M", "--pids", "40", "busybox", "sleep", "600")).Ok();
        var before = await Limits("r");
        var refused = await root.Orch("update", "--memory", "32M", "--pids", "5", "--cpuset-cpus", "4000", "r");
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("cpuset.cpus = 4000");
        (await Limits("r")).ShouldBe(before);
        // What is not possible at all is said before anything is recorded, also of one that does not run.
        (await root.Orch("create", "--name", "r2", "busybox", "true")).Ok();
        (await root.Orch("update", "--memory", "1K", "r2")).Error.ShouldContain("too small");
        (await root.Orch("update", "--memory-swap", "64M", "r2")).Error.ShouldContain("needs --memory");
    }

    [Fact]
    public async Task Update_SurvivesTheDaemonsDeathAndHoldsForTheNextAttempt()
    {
        (await root.Orch("run", "-d", "--name", "k", "--pids", "40", "busybox", "sleep", "600")).Ok();
        (await root.Orch("update", "--pids", "33", "--device-cgroup-rule", "c 1:11 r", "k")).Ok();
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await Effective("k", "pids.max")).ShouldBe("33");
        (await root.Orch("restart", "--time", "0s", "k")).Ok();
        (await Effective("k", "pids.max")).ShouldBe("33");
    }

    [Fact]
    public async Task Inspect_Limit_NamesTheGroupItComesFrom()
    {
        (await root.Orch("run", "-d", "--name", "i", "--memory", "64M", "busybox", "sleep", "600")).Ok();
        var limits = await Limits("i");
        var memory = limits.Where(limit => limit.File is "memory.max" or "memory.limit_in_bytes").ShouldHaveSingleItem();
        memory.Effective.ShouldBe("67108864");
        memory.From.ShouldNotBeNull().ShouldStartWith("/orch-");
        // Without a limit of its own in that hierarchy the node's default binds, and the group is named too.
        limits.Where(limit => limit.File == "pids.max").ShouldHaveSingleItem().Effective.ShouldBe("2048");
        var line = (await root.Orch("cgroup", "get", "-e", "--of", "i", "pids.max")).Ok().Lines[1];
        line.ShouldContain("2048");
    }

    [Fact]
    public async Task Pressure_OfAContainer_IsShown()
    {
        Assert.SkipUnless(File.Exists("/proc/pressure/cpu"), "this kernel keeps no pressure stall information (psi=0)");
        (await root.Orch("run", "-d", "--name", "p", "--cpus", "0.1", "busybox", "sh", "-c", "while :; do :; done")).Ok();
        await Clock.Until(
            "the spinner waits for its share",
            async () => (await root.Inspect("p")).GetProperty("isolation").GetProperty("pressure").GetProperty("cpuSome").GetProperty("totalUsec").GetInt64() > 100_000);
        (await root.Orch("stats", "p")).Ok().Out.ShouldContain("PRESSURE");
        (await root.Orch("kill", "p")).Ok();
    }

    [Fact]
    public async Task Device_GivenToAContainer_IsOpenedAsItSays()
    {
        Assert.SkipUnless(File.Exists("/dev/fuse"), "this host has no /dev/fuse to give");
        const string Try = "ls -ln /dev/fuse | cut -c1-10; (: </dev/fuse) 2>/dev/null && echo read; (: >/dev/fuse) 2>/dev/null && echo written; ls /dev";
        var both = (await root.Orch("run", "--device", "/dev/fuse", "busybox", "sh", "-c", Try)).Ok().Out;
        both.ShouldStartWith("crw");
        both.ShouldContain("\nread\nwritten\n");
        (await root.Orch("run", "--device", "/dev/fuse:/dev/fuse:r", "busybox", "sh", "-c", Try)).Ok().Out.ShouldNotContain("written");
        (await root.Orch("run", "--device", "/dev/fuse:/dev/fuse:r", "busybox", "sh", "-c", "(: >/dev/fuse)")).ExitCode.ShouldNotBe(0);
        // Another name for it, and without it there is none.
        (await root.Orch("run", "--device", "/dev/fuse:/dev/other", "busybox", "sh", "-c", "(: </dev/other) && test ! -e /dev/fuse")).Ok();
        // All devices of a directory, and nothing that a link in it leads to.
        var devices = Directory.CreateDirectory(Path.Combine(root.Folder, "devices/below")).Parent!.FullName;
        (await root.Tool("/bin/sh", "-c", $"cd '{devices}'; mknod one c 1 3; mknod below/two c 1 5; ln -s /dev/fuse link; ln -s /dev all; ln -s below/two inner; touch file")).Ok();
        (await root.Orch("run", "--rm", "--device", $"{devices}:/dev/mine", "busybox", "sh", "-c", "cd /dev/mine && find . -type c | sort && ls . below")).Ok().Lines
            .ShouldBe(["./below/two", "./one", ".:", "below", "one", "below:", "two"]);
        (await root.Orch("run", "--device", "/dev/null/x", "busybox", "true")).Error.ShouldContain("no device");
    }

    [Fact]
    public async Task S06_Devices_ByDefault_AreExactlyTheUsualOnes() =>
        (await root.Orch("run", "busybox", "ls", "/dev")).Ok().Lines.Order(StringComparer.Ordinal).ShouldBe(
            ["fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero"]);

    [Fact]
    public async Task CgroupDelegate_GivesATreeOfItsOwnAndNothingAbove()
    {
        const string Script = """
            cd /sys/fs/cgroup && mkdir mine && echo $$ >mine/cgroup.procs && cat /proc/self/cgroup | grep ^0:
            mkdir ../out 2>/dev/null && echo out
            for f in cgroup.max.descendants pids.max memory.max; do [ -e $f ] && (echo 5 >$f) 2>/dev/null && echo "$f written"; done
            exit 0
            """;
        var info = (await root.Orch("info", "--format", "json")).Ok().Json;
        Assert.SkipUnless(info.GetProperty("features").GetProperty("clone-into-cgroup").ToString() is "True" or "true" or "yes", "this host has no v2 tree to hand over");
        (await root.Orch("run", "--cgroup-delegate", "busybox", "sh", "-c", Script)).Ok().Out.ShouldBe("0::/mine\n");
    }

    [Fact]
    public async Task Create_WhatTheHostLacks_IsRefusedInOneSentence()
    {
        var refused = await root.Orch("create", "--rdma", "mlx5_0=hca_handle=2", "busybox", "true");
        if (refused.ExitCode != 0)
            refused.Error.ShouldContain("rdma");
        (await root.Orch("create", "--device-read-bps", "/dev/null:1M", "busybox", "true")).Error.ShouldContain("/dev/null is no block device");
        (await root.Orch("create", "--cgroup", "../x.y=1", "busybox", "true")).Error.ShouldContain("no file of a controller");
        (await root.Orch("create", "--cgroup", "freezer.state=FROZEN", "busybox", "true")).Error.ShouldContain("orch freeze");
        (await root.Orch("create", "--cpuset-cpus", "x", "busybox", "true")).Error.ShouldContain("0-2,4");
    }

    private async Task<string> Effective(string name, string file) =>
        (await Limits(name)).Where(limit => limit.File == file).ShouldHaveSingleItem().Effective;

    private async Task<IReadOnlyList<(string File, string Value, string Effective, string? From)>> Limits(string name) =>
    [
        .. (await root.Inspect(name)).GetProperty("isolation").GetProperty("limits").EnumerateArray().Select(limit => (
            limit.GetProperty("file").GetString()!, limit.GetProperty("value").GetString()!,
            limit.GetProperty("effective").GetString()!, limit.GetProperty("from").GetString())),
    ];

    private static long Number(JsonElement line, string part, string name) =>
        line.GetProperty("data").GetProperty(part).GetProperty(name).GetInt64();
}
