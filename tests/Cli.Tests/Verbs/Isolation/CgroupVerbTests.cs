using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Isolation.Cgroups;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Cli.Tests.Verbs.Isolation;

/// <summary>On the machine's own hierarchies, v1, v2 or both, beside Debian's cgroup-tools.</summary>
public sealed class CgroupVerbTests : IDisposable
{
    private readonly string _group = $"orch-test-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}";

    public void Dispose()
    {
        foreach (var tree in CgroupTree.Mounted())
        {
            var top = $"{tree.MountPoint}/{_group}";
            foreach (var directory in Directory.Exists(top) ? Directory.GetDirectories(top, "*", SearchOption.AllDirectories).OrderByDescending(d => d.Length).Append(top) : [])
                Directory.Delete(directory);
        }
    }

    [Fact]
    public async Task CreateSetGetLsRm_OfAGroup_AreTheKernels()
    {
        NeedsGroups();
        (await Tool.RunAsync("cgroup", "create", $"pids:/{_group}/inner")).ShouldBe((0, "", ""));
        (await Tool.RunAsync("cgroup", "set", $"{_group}", "pids.max=17")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "get", $"pids:{_group}", "pids.max")).Out.ShouldBe("pids.max: 17\n");
        var directory = CgroupTree.Mounted().First(tree => tree.Controllers.Contains("pids")).MountPoint + "/" + _group;
        (await File.ReadAllTextAsync($"{directory}/pids.max", TestContext.Current.CancellationToken)).ShouldBe("17\n");

        var (_, listed, _) = await Tool.RunAsync("cgroup", "ls", $"pids:{_group}", "--format", "json");
        using var json = JsonDocument.Parse(listed);
        var inner = json.RootElement[1];
        inner.GetProperty("path").GetString().ShouldBe($"/{_group}/inner");
        inner.GetProperty("pids").GetProperty("own").ValueKind.ShouldBe(JsonValueKind.Null);
        inner.GetProperty("pids").GetProperty("effective").GetDouble().ShouldBe(17);
        inner.GetProperty("pids").GetProperty("from").GetString().ShouldBe($"/{_group}");
        (await Tool.RunAsync("cgroup", "ls", $"pids:{_group}")).Out.ShouldContain("(17)");

        (await Should.ThrowAsync<ProblemException>(() => Tool.RunAsync("cgroup", "rm", $"pids:{_group}"))).Problem.Detail.ShouldBe("There are processes or groups in it.");
        (await Tool.RunAsync("cgroup", "rm", "-r", $"pids:{_group}")).Code.ShouldBe(0);
        Directory.Exists(directory).ShouldBeFalse();
    }

    [Fact]
    public async Task Get_EachParameter_IsWhatCggetShows()
    {
        NeedsGroups();
        Assert.SkipUnless(File.Exists("/usr/bin/cgget"), "cgget is not installed (cgroup-tools)");
        Assert.SkipUnless(CgroupTree.Mounted().Any(tree => !tree.IsV2 && tree.Controllers.Contains("memory")), "no v1 memory hierarchy: Debian's cgget does not read a pure v2 tree alike");
        (await Tool.RunAsync("cgroup", "create", $"memory:{_group}")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", _group, "memory.limit_in_bytes=64M", "memory.swappiness=7")).Code.ShouldBe(0);
        var ours = (await Tool.RunAsync("cgroup", "get", $"memory:{_group}", "memory.limit_in_bytes", "memory.swappiness", "memory.stat")).Out;
        var theirs = await OutputAsync("cgget", "-n", "-r", "memory.limit_in_bytes", "-r", "memory.swappiness", "-r", "memory.stat", _group);
        ours.Trim().ShouldBe(theirs.Trim());
        ours.ShouldStartWith("memory.limit_in_bytes: 67108864\nmemory.swappiness: 7\n");
    }

    [Fact]
    public async Task Create_BesideCgcreate_GivesTheSameGroup()
    {
        NeedsGroups();
        Assert.SkipUnless(File.Exists("/usr/bin/cgcreate"), "cgcreate is not installed (cgroup-tools)");
        Assert.SkipUnless(CgroupTree.Mounted().Any(tree => !tree.IsV2 && tree.Controllers.Contains("cpuset")), "no v1 cpuset hierarchy here");
        (await Tool.RunAsync("cgroup", "create", $"cpuset,pids:{_group}/ours")).Code.ShouldBe(0);
        await OutputAsync("cgcreate", "-g", $"cpuset,pids:{_group}/theirs");
        foreach (var tree in CgroupTree.Mounted().Where(tree => tree.Controllers.Contains("cpuset") || tree.Controllers.Contains("pids")))
            Directory.GetFiles($"{tree.MountPoint}/{_group}/ours").Select(Path.GetFileName).Order()
                .ShouldBe(Directory.GetFiles($"{tree.MountPoint}/{_group}/theirs").Select(Path.GetFileName).Order());
        // Ours can be used at once: an empty cpuset takes no process.
        (await Tool.RunAsync("cgroup", "get", $"cpuset:{_group}/ours", "cpuset.cpus")).Out.ShouldNotBe("cpuset.cpus: \n");
    }

    [Theory]
    [InlineData("../x", "no path of a cgroup")]
    [InlineData("a//b", "no path of a cgroup")]
    [InlineData("frob:x", "no mounted hierarchy has the controller 'frob'")]
    public async Task E31_Create_PathThatLeadsOut_Refused(string path, string says)
    {
        Assert.SkipUnless(CgroupTree.Mounted().Count > 0, "no cgroup file system is mounted here");
        (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("cgroup", "create", path))).Message.ShouldContain(says);
    }

    [Fact]
    public async Task Set_WhatIsNotThere_IsSaid()
    {
        NeedsGroups();
        (await Tool.RunAsync("cgroup", "create", $"pids:{_group}")).Code.ShouldBe(0);
        (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("cgroup", "set", $"pids:{_group}", "pids.frob=1"))).Message.ShouldContain("no parameter pids.frob");
        (await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("cgroup", "set", $"pids:{_group}", "../x=1"))).Message.ShouldContain("a path");
        (await Should.ThrowAsync<Orchestrator.Kernel.SystemCallException>(() => Tool.RunAsync("cgroup", "set", $"pids:{_group}", "pids.max=x"))).Message.ShouldContain("EINVAL");
        (await Should.ThrowAsync<ProblemException>(() => Tool.RunAsync("cgroup", "get", $"{_group}/nowhere"))).Problem.ExitCode.ShouldBe(127);
    }

    [Fact]
    public void Parse_HybridMounts_AreTheirTrees()
    {
        const string MountInfo =
            "30 24 0:26 / /sys/fs/cgroup/unified rw,nosuid shared:5 - cgroup2 cgroup2 rw,nsdelegate\n"
            + "31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:6 - cgroup cgroup rw,cpu,cpuacct\n"
            + "32 24 0:28 / /sys/fs/cgroup/systemd rw shared:7 - cgroup cgroup rw,xattr,name=systemd\n"
            + "33 24 0:27 / /elsewhere rw shared:6 - cgroup cgroup rw,cpu,cpuacct\n"
            + "34 24 0:9 / /proc rw - proc proc rw\n";
        var trees = CgroupTree.Parse(MountInfo, "#subsys_name\thierarchy\ncpu\t3\t1\t1\ncpuacct\t3\t1\t1\n", _ => ["memory"]);
        trees.Select(tree => $"{tree.MountPoint} {tree.Name}").ShouldBe(
            ["/sys/fs/cgroup/unified v2", "/sys/fs/cgroup/cpu,cpuacct cpu,cpuacct", "/sys/fs/cgroup/systemd name=systemd"]);
    }

    private static void NeedsGroups()
    {
        Assert.SkipUnless(Unistd.geteuid() == 0, "needs root: cgroups of others are not ours to make");
        Assert.SkipUnless(CgroupTree.Mounted().Any(tree => tree.Controllers.Contains("pids")), "no mounted hierarchy has the pids controller");
    }

    private static async Task<string> OutputAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, error);
        return output;
    }
}
