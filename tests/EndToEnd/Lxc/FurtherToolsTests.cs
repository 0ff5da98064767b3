using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Lxc;

/// <summary>The commands of LXC that need no container, or look at all of them, and what lxc-attach has besides.</summary>
public sealed class FurtherToolsTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private readonly LxcFolder _folder = new(root, Path.Combine(root.Folder, "containers"));

    [Fact]
    public async Task CheckConfig_SaysWhatLxcSays()
    {
        LxcFolder.NeedLxc();
        Assert.SkipUnless(File.Exists("/proc/config.gz"), "this kernel does not show its configuration");
        var ours = (await Lxc("checkconfig")).Ok().Lines;
        var real = (await root.Tool("/usr/bin/lxc-checkconfig")).Ok().Lines;
        // All but their versions and how each calls itself.
        Told(ours).ShouldBe(Told(real));
        var config = root.Write("kernel-config", "CONFIG_NAMESPACES=y\nCONFIG_UTS_NS=y\nCONFIG_VETH=m\n");
        var other = (await root.ToolWith(new() { ["CONFIG"] = config }, Clock.Long, Path.Combine(Binaries.Directory, "orch-lxc"), "checkconfig")).Ok().Lines;
        other.ShouldContain("Namespaces: enabled");
        other.ShouldContain("Ipc namespace: required");
        other.ShouldContain("Bridges: missing");
    }

    [Fact]
    public async Task Usernsexec_MapsIds_AndGivesTheExitCode()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "maps of any ids need root");
        (await Lxc("usernsexec", "-m", "b:0:100000:10", "-m", "u:500:200000:1", "--", "sh", "-c", "id -u; cat /proc/self/uid_map; exit 7")).Expect(7)
            .Out.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ShouldBe(["0", "0", "100000", "10", "500", "200000", "1"]);
        (await Lxc("usernsexec", "-s", "-m", "b:5:100000:10", "--", "id", "-u")).Ok().Out.ShouldBe("0\n");
        (await Lxc("usernsexec", "-m", "b:0:100000", "--", "true")).Expect(1).Error.ShouldContain("b:0:100000");
        (await Lxc("usernsexec", "-m", "b:0:100000:10", "--", "/no/such")).Expect(1).Error.ShouldContain("ENOENT");
        (await Lxc("usernsexec", "-m", "b:0:100000:10", "--", "sh", "-c", "kill -9 $$")).Expect(137);
    }

    [Fact]
    public async Task Unshare_GivesNamespacesOfItsOwn()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "namespaces of the host's user need root");
        (await Lxc("unshare", "-s", "PID|MOUNT|UTSNAME|IPC", "-H", "other", "-M", "--", "sh", "-c", "hostname; echo $$; ls -d /proc/1 /proc/2 2>/dev/null; exit 5"))
            .Expect(5).Out.ShouldBe("other\n1\n/proc/1\n");
        (await Lxc("unshare", "-s", "USER", "-u", "1234", "--", "id", "-u")).Ok().Out.ShouldBe("1234\n");
        (await Lxc("unshare", "-s", "NETWORK", "--", "ls", "/sys/class/net")).Ok();
        (await Lxc("unshare", "-s", "NETWORK", "-i", "no-such-if", "--", "true")).Expect(1).Error.ShouldContain("no-such-if");
        (await Lxc("unshare", "--", "true")).Expect(1).Error.ShouldContain("namespace");
        (await Lxc("unshare", "-s", "NOPE", "--", "true")).Expect(1).Error.ShouldContain("NOPE");
        (await Lxc("unshare", "-s", "MOUNT", "-H", "x", "--", "true")).Expect(1).Error.ShouldContain("UTSNAME");
    }

    [Fact]
    public async Task Checkpoint_SaysWhyNot()
    {
        _folder.Make("still");
        (await _folder.Ours("checkpoint", "-n", "still")).Expect(1).Error.ShouldContain("-D");
        (await _folder.Ours("checkpoint", "-n", "still", "-D", "/nowhere", "-s")).Expect(1).Error.ShouldContain("not running");
        (await _folder.Ours("checkpoint", "-n", "still", "-D", "/nowhere", "-r", "-s")).Expect(1).Error.ShouldContain("-r");
        (await _folder.Ours("start", "-n", "still")).Ok();
        (await _folder.Ours("checkpoint", "-n", "still", "-D", "/nowhere", "-s")).Expect(1).Error.ShouldContain("checkpoints");
        (await _folder.Ours("info", "-n", "still", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
        (await _folder.Ours("stop", "-n", "still", "-k")).Ok();
    }

    [Fact]
    public async Task MonitorAndTop_TellOfContainers()
    {
        _folder.Make("busy");
        _folder.Make("quiet");
        await using var monitor = RunningCli.Start(Path.Combine(Binaries.Directory, "orch-lxc"), ["monitor", "-P", _folder.Path, "-n", "b.*"], new Dictionary<string, string>(root.Variables), root.Folder);
        (await root.Orch("info")).Ok();
        // It follows once it has found the daemon; until then it has nothing to tell.
        await Clock.Until("lxc-monitor tells a start", async () =>
        {
            (await _folder.Ours("start", "-n", "busy")).Ok();
            (await _folder.Ours("stop", "-n", "busy", "-k")).Ok();
            return monitor.Out.Contains("'busy' changed state to [STOPPED]\n", StringComparison.Ordinal);
        });
        monitor.Out.ShouldContain("'busy' changed state to [STARTING]\n'busy' changed state to [RUNNING]\n");
        monitor.Out.ShouldContain("'busy' exited with status [0]\n");
        (await _folder.Ours("start", "-n", "quiet")).Ok();
        monitor.Out.ShouldNotContain("quiet");
        monitor.Signal("KILL");

        (await _folder.Ours("attach", "-n", "quiet", "--", "/bin/sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done")).Ok();
        await using var top = RunningCli.Start(Path.Combine(Binaries.Directory, "orch-lxc"), ["top", "-P", _folder.Path, "-b", "-d", "0.1"], new Dictionary<string, string>(root.Variables), root.Folder);
        await Clock.Until("lxc-top has told twice", () => top.Out.Split('\n').Length > 3);
        top.Signal("KILL");
        var lines = top.Out.Split('\n');
        lines[0].ShouldBe("time_ms,container,cpu_nanos,cpu_sys_userhz,cpu_user_userhz,blkio_bytes,blkio_iops,mem_used_bytes,memsw_used_bytes,kernel_mem_used_bytes");
        var fields = lines[1].Split(',');
        fields.Length.ShouldBe(10);
        fields[1].ShouldBe("quiet");
        long.Parse(fields[2]).ShouldBeGreaterThan(0);
        long.Parse(fields[7]).ShouldBeGreaterThan(0);
        (await _folder.Ours("stop", "-n", "quiet", "-k")).Ok();
    }

    [Fact]
    public async Task Attach_TakesArchitecture_AndRemountsForNamespacesAlone()
    {
        _folder.Make("entered", "lxc.seccomp.profile =\n");
        (await _folder.Ours("start", "-n", "entered")).Ok();
        (await _folder.Ours("attach", "-n", "entered", "-a", "i686", "--", "/bin/cat", "/proc/self/personality")).Ok().Out.Trim().ShouldEndWith("8");
        (await _folder.Ours("attach", "-n", "entered", "-a", "x86_64", "--", "/bin/cat", "/proc/self/personality")).Ok().Out.Trim().ShouldEndWith("0");
        (await _folder.Ours("attach", "-n", "entered", "-a", "pdp11", "--", "/bin/true")).Expect(1).Error.ShouldContain("pdp11");
        (await _folder.Ours("attach", "-n", "entered", "-s", "PID|NETWORK", "-R", "--", "sh", "-c", "test -d /proc/1 && ls /proc | grep -c '^[0-9]*$'")).Ok()
            .Out.Trim().ShouldNotBe("0");
        (await _folder.Ours("attach", "-n", "entered", "-c", "a:b:c:s0", "--", "/bin/true")).Expect(1).Error.ShouldContain("SELinux");
        (await _folder.Ours("stop", "-n", "entered", "-k")).Ok();
    }

    [Fact]
    public async Task Ls_ShowsWhatIsDefinedInside()
    {
        _folder.Make("outer");
        var inside = Directory.CreateDirectory(Path.Combine(_folder.Path, "outer/rootfs/var/lib/lxc/inner")).FullName;
        File.WriteAllText(Path.Combine(inside, "config"), "lxc.uts.name = inner\nlxc.group = deep\n");
        (await _folder.Ours("ls", "--nesting", "-1", "--filter", "outer")).Ok().Out.ShouldBe("outer\n");
        (await _folder.Ours("start", "-n", "outer")).Ok();
        (await _folder.Ours("ls", "--nesting", "-1", "--filter", "outer")).Ok().Out.ShouldBe("outer\n inner\n");
        (await _folder.Ours("ls", "--nesting=1", "-F", "NAME,STATE,GROUPS", "--filter", "outer")).Ok().Lines[2].Trim().ShouldBe("inner STOPPED deep");
        (await _folder.Ours("stop", "-n", "outer", "-k")).Ok();
    }

    [Fact]
    public async Task OurTools_SeeAndStopWhatLxcStarted()
    {
        LxcFolder.NeedLxc();
        _folder.Make("theirs");
        var started = await _folder.Real("start", "-n", "theirs", "-d");
        Assert.SkipUnless(started.ExitCode == 0, $"LXC itself starts no container here: {started}");
        try
        {
            (await _folder.Ours("info", "-n", "theirs", "-H", "-s")).Ok().Out.ShouldBe("RUNNING\n");
            (await _folder.Ours("info", "-n", "theirs", "-H", "-p")).Ok().Out.ShouldBe((await _folder.Real("info", "-n", "theirs", "-H", "-p")).Ok().Out);
            (await _folder.Ours("info", "-n", "theirs", "-H", "-c", "lxc.uts.name")).Ok().Out.ShouldBe("theirs\n");
            (await _folder.Ours("ls", "--running", "-1")).Ok().Out.ShouldContain("theirs\n");
            var file = Directory.Exists("/sys/fs/cgroup/memory") ? "memory.limit_in_bytes" : "memory.max";
            (await _folder.Ours("cgroup", "-n", "theirs", file)).Ok().Out.ShouldBe((await _folder.Real("cgroup", "-n", "theirs", file)).Ok().Out.TrimEnd('\n') + "\n");
            (await _folder.Ours("stop", "-n", "theirs", "-k")).Ok();
            (await _folder.Real("info", "-n", "theirs", "-H", "-s")).Ok().Out.ShouldBe("STOPPED\n");
        }
        finally
        {
            await _folder.Real("stop", "-n", "theirs", "-k");
            _folder.Forget();
        }
    }

    private Task<CliResult> Lxc(string tool, params string[] words) => root.Tool(Path.Combine(Binaries.Directory, "orch-lxc"), [tool, .. words]);

    private static IReadOnlyList<string> Told(string[] lines) =>
        [.. lines.Where(line => !line.StartsWith("LXC version", StringComparison.Ordinal) && !line.StartsWith("usage", StringComparison.Ordinal))];
}
