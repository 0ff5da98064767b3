using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Orchestrator.Cli.Parsing;
using Orchestrator.Cli.Verbs.Isolation.Cgroups;
using Orchestrator.Client;
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

    [Fact]
    public async Task Get_WithCggetsOptions_IsWhatCggetShows()
    {
        NeedsGroups();
        Assert.SkipUnless(File.Exists("/usr/bin/cgget"), "cgget is not installed (cgroup-tools)");
        Assert.SkipUnless(CgroupTree.Mounted().Any(tree => !tree.IsV2 && tree.Controllers.Contains("memory")), "no v1 memory hierarchy: Debian's cgget does not read a pure v2 tree alike");
        (await Tool.RunAsync("cgroup", "create", "-g", $"memory,pids:{_group}/a", "-g", $"memory,pids:{_group}/b")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", "-r", "pids.max=7", "-r", "memory.limit_in_bytes=32M", $"{_group}/a", $"{_group}/b")).Code.ShouldBe(0);
        foreach (var options in (string[][])[
            ["-r", "pids.max", "-r", "memory.limit_in_bytes", $"{_group}/a", $"{_group}/b"],
            ["-n", "-r", "pids.max", $"{_group}/a"],
            ["-v", "-n", "-r", "pids.max", "-r", "memory.limit_in_bytes", $"{_group}/a"],
            ["-g", $"pids:{_group}/a"]])
            Sorted((await Tool.RunAsync(["cgroup", "get", .. options])).Out).ShouldBe(Sorted(await OutputAsync("cgget", options)), string.Join(' ', options));
        // The order within a controller is no one's; what is shown is the same.
        string[] bare = ["-n", "-g", "pids", $"{_group}/a"];
        Sorted((await Tool.RunAsync(["cgroup", "get", .. bare])).Out).ShouldBe(Sorted(await OutputAsync("cgget", bare)));
    }

    [Fact]
    public async Task Create_WithOwnersAndModes_IsWhatCgcreateMakes()
    {
        NeedsGroups();
        Assert.SkipUnless(File.Exists("/usr/bin/cgcreate"), "cgcreate is not installed (cgroup-tools)");
        Assert.SkipUnless(CgroupTree.Mounted().Any(tree => !tree.IsV2 && tree.Controllers.Contains("pids")), "no v1 pids hierarchy: Debian's cgcreate owns other files on v2");
        string[] options = ["-t", "daemon:bin", "-a", "sys:adm", "-d", "750", "-f", "640", "-s", "660"];
        (await Tool.RunAsync(["cgroup", "create", .. options, "-g", $"pids:{_group}/ours"])).Code.ShouldBe(0);
        await OutputAsync("cgcreate", [.. options, "-g", $"pids:{_group}/theirs"]);
        var top = CgroupTree.Mounted().First(tree => tree.Controllers.Contains("pids")).MountPoint + "/" + _group;
        foreach (var file in (string[])["", "/tasks", "/pids.max"])
            (await OutputAsync("stat", "-c", "%a %u:%g", $"{top}/ours{file}")).ShouldBe(await OutputAsync("stat", "-c", "%a %u:%g", $"{top}/theirs{file}"), file);
    }

    [Fact]
    public async Task Set_CopyFrom_GivesTheSameSettings()
    {
        NeedsGroups();
        (await Tool.RunAsync("cgroup", "create", $"pids,cpu:{_group}/a", $"pids,cpu:{_group}/b/c")).Code.ShouldBe(0);
        var isV1 = CgroupTree.Mounted().Any(tree => !tree.IsV2 && tree.Controllers.Contains("cpu"));
        var cpu = isV1 ? "cpu.cfs_quota_us=30000" : "cpu.max=30000 100000";
        (await Tool.RunAsync("cgroup", "set", $"{_group}/a", "pids.max=7", cpu)).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", "--copy-from", $"{_group}/a", $"{_group}/b")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "get", $"{_group}/b", "pids.max")).Out.ShouldBe("pids.max: 7\n");
        (await Tool.RunAsync("cgroup", "get", $"{_group}/b", cpu.Split('=')[0])).Out.ShouldBe(cpu.Replace("=", ": ", StringComparison.Ordinal) + "\n");
        (await Tool.RunAsync("cgroup", "set", "-R", "-r", "pids.max=5", $"pids:{_group}/b")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "get", $"{_group}/b/c", "pids.max")).Out.ShouldBe("pids.max: 5\n");
    }

    [Fact]
    public async Task Get_Effective_NamesTheAncestorThatBinds()
    {
        NeedsGroups();
        (await Tool.RunAsync("cgroup", "create", $"pids:{_group}/a/b")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", $"pids:{_group}", "pids.max=50")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", $"pids:{_group}/a", "pids.max=9")).Code.ShouldBe(0);
        (await Tool.RunAsync("cgroup", "set", $"pids:{_group}/a/b", "pids.max=20")).Code.ShouldBe(0);
        using var json = JsonDocument.Parse((await Tool.RunAsync("cgroup", "get", "-e", $"pids:{_group}/a/b", "pids", "--format", "json")).Out);
        var limit = json.RootElement[0];
        limit.GetProperty("value").GetString().ShouldBe("20");
        limit.GetProperty("effective").GetString().ShouldBe("9");
        limit.GetProperty("from").GetString().ShouldBe($"/{_group}/a");
        (await Tool.RunAsync("cgroup", "get", "-e", $"pids:{_group}/a/b", "pids.max")).Out.ShouldContain($"/{_group}/a");
    }

    [Fact]
    public async Task Classify_AProcess_IsMoved()
    {
        NeedsGroups();
        (await Tool.RunAsync("cgroup", "create", "-g", $"pids:{_group}")).Code.ShouldBe(0);
        using var process = Process.Start("sleep", "600");
        try
        {
            (await Tool.RunAsync("cgroup", "classify", "-g", $"pids:{_group}", $"{process.Id}")).Code.ShouldBe(0);
            (await Tool.RunAsync("cgroup", "get", $"pids:{_group}", "pids.current")).Out.ShouldBe("pids.current: 1\n");
            await Should.ThrowAsync<UsageException>(() => Tool.RunAsync("cgroup", "classify", "-g", $"pids:{_group}", "0"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
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

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal));

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
