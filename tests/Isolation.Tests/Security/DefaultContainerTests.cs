using System.Globalization;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>What a default container sees of itself and of the host.</summary>
public sealed class DefaultContainerTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    private static readonly string[] Namespaces = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];

    [Fact]
    public async Task S01_Status_IsAsPromised()
    {
        var done = await host.RunAsync(new ContainerSpec { Image = "busybox", Command = ["cat", "/proc/self/status"] });
        var status = done.Lines.Select(line => line.Split(':', 2)).ToDictionary(part => part[0], part => part[1].Trim());
        ulong Mask(string name) => ulong.Parse(status[name], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Mask("CapEff").ShouldBe(CapabilitySet.Default.Mask);
        Mask("CapPrm").ShouldBe(CapabilitySet.Default.Mask);
        Mask("CapBnd").ShouldBe(CapabilitySet.Default.Mask);
        Mask("CapInh").ShouldBe(0UL);
        Mask("CapAmb").ShouldBe(0UL);
        status["Seccomp"].ShouldBe("2");
        status["NoNewPrivs"].ShouldBe("1");
        status["Groups"].ShouldBeEmpty();
        Mask("SigIgn").ShouldBe(0UL);
        Mask("SigBlk").ShouldBe(0UL);
        status["Umask"].ShouldBe("0022");
    }

    [Fact]
    public async Task S01_UserOtherThanRoot_HasNoCapabilities()
    {
        var done = await host.ShellAsync("id -u; id -g; grep Cap /proc/self/status", spec => spec with { User = "nobody" });
        done.Lines[0].ShouldBe("65534");
        done.Lines[1].ShouldBe("65534");
        done.Lines.Where(line => line.StartsWith("CapEff", StringComparison.Ordinal) || line.StartsWith("CapPrm", StringComparison.Ordinal) || line.StartsWith("CapInh", StringComparison.Ordinal))
            .ShouldAllBe(line => line.EndsWith("0000000000000000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task S01_CapDropAll_LeavesNone()
    {
        var done = await host.ShellAsync(
            "grep CapEff /proc/self/status", spec => spec with { Security = new SecuritySpec { CapDrop = ["ALL"] } });
        done.Stdout.ShouldContain("0000000000000000");
    }

    [Fact]
    public async Task Namespaces_AreAllItsOwn()
    {
        var done = await host.ShellAsync("for n in cgroup ipc mnt net pid user uts; do readlink /proc/self/ns/$n; done");
        done.Lines.Length.ShouldBe(Namespaces.Length);
        foreach (var (name, inside) in Namespaces.Zip(done.Lines))
            inside.ShouldNotBe(new FileInfo($"/proc/self/ns/{name}").LinkTarget, name);
    }

    [Fact]
    public async Task S03_UserMap_IsADistinctRangeOfUnprivilegedIds()
    {
        var done = await host.ShellAsync("cat /proc/self/uid_map /proc/self/gid_map; id -u");
        var map = done.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(uint.Parse).ToArray();
        map[0].ShouldBe(0u);
        map[1].ShouldBeGreaterThanOrEqualTo(1u << 20);
        map[2].ShouldBe(65_536u);
        done.Lines[1].ShouldBe(done.Lines[0]);
        done.Lines[2].ShouldBe("0");
        var other = await host.ShellAsync("cat /proc/self/uid_map");
        other.Lines[0].ShouldNotBe(done.Lines[0]);
    }

    [Fact]
    public async Task Processes_OfTheHost_AreInvisible()
    {
        var done = await host.ShellAsync("ls /proc | grep -c '^[0-9]'; cat /proc/1/comm; kill -0 $1 2>&1");
        int.Parse(done.Lines[0], CultureInfo.InvariantCulture).ShouldBeLessThan(6);
        done.Lines[1].ShouldBe("sh");
    }

    [Fact]
    public async Task Mounts_OfTheHost_AreInvisible()
    {
        using var witness = new ScratchFolder();
        var done = await host.ShellAsync($"cat /proc/self/mountinfo; ls {witness.Path} {host.Root} 2>/dev/null; ls /");
        done.Lines.Where(line => !line.Contains(" - ")).ShouldAllBe(line => !line.Contains(host.Root));
        var points = done.Lines.Where(line => line.Contains(" - ")).Select(line => line.Split(' ')[4]).ToList();
        points.ShouldContain("/");
        points.ShouldAllBe(point =>
            point == "/" || point.StartsWith("/proc") || point.StartsWith("/sys") || point.StartsWith("/dev"));
        // No mount event of the host reaches in, none of the container out.
        done.Lines.Where(line => line.Contains(" - ")).ShouldAllBe(line => !line.Contains("shared:"));
    }

    [Fact]
    public async Task Network_HasLoopbackOnly()
    {
        var done = await host.ShellAsync("ls /sys/class/net; ip -o link | wc -l; ping -c 1 -W 1 127.0.0.1 >/dev/null 2>&1; nc -l -p 1 & sleep 0; cat /proc/net/route | wc -l");
        done.Lines[0].ShouldBe("lo");
        done.Lines[1].ShouldBe("1");
        done.Lines[^1].ShouldBe("1");
    }

    [Fact]
    public async Task Hostname_IsTheContainersName()
    {
        var done = await host.StartContainerAsync(RuntimeHost.Shell("hostname"), "my-name.7");
        (await done.FinishAsync()).Lines.ShouldBe(["my-name.7"]);
        (await host.ShellAsync("hostname", spec => spec with { Hostname = "other" })).Lines.ShouldBe(["other"]);
    }

    [Fact]
    public async Task S06_Devices_AreTheDefaultOnesOnly()
    {
        var done = await host.ShellAsync("find /dev -type c -o -type b | sort; cat /dev/null; head -c 3 /dev/zero | wc -c");
        done.Lines.Where(line => line.StartsWith("/dev/") && !line.StartsWith("/dev/pts/")).ShouldBe(
            ["/dev/full", "/dev/null", "/dev/random", "/dev/tty", "/dev/urandom", "/dev/zero"]);
        done.Lines[^1].ShouldBe("3");
    }

    [Fact]
    public async Task S04_KernelFiles_AreReadOnlyOrMasked()
    {
        var done = await host.ShellAsync(
            "for p in /proc/sys /proc/sys/kernel /proc/irq /proc/bus /proc/fs /sys /sys/kernel /sys/fs/cgroup; do mkdir $p/x 2>/dev/null && echo writable $p; done;"
            + "for p in /proc/kcore /proc/keys /proc/timer_list /proc/sched_debug /sys/firmware /proc/acpi; do"
            + " [ -f $p ] && [ -n \"$(head -c 1 $p 2>/dev/null)\" ] && echo content $p; [ -d $p ] && [ -n \"$(ls -A $p)\" ] && echo entries $p; done; echo end");
        done.Lines.ShouldBe(["end"]);
    }

    [Fact]
    public async Task E27_RootsOfOtherProcesses_LeadNowhereElse()
    {
        var done = await host.ShellAsync("ls /proc/1/root/ | tr '\\n' ' '; ls / | tr '\\n' ' '; readlink /proc/1/cwd");
        var parts = done.Stdout.Trim();
        parts.ShouldNotContain("vmlinuz");
        parts.ShouldNotContain("workspace");
        parts.ShouldEndWith("/");
    }

    [Fact]
    public async Task E29_Keyring_IsItsOwn()
    {
        var done = await host.ShellAsync("cat /proc/keys | wc -l");
        done.Lines.ShouldBe(["0"]);
    }

    [Fact]
    public async Task E30_Environment_HoldsNothingOfTheHost()
    {
        Environment.SetEnvironmentVariable("ORCH_TEST_SECRET", "of-the-host");
        var done = await host.ShellAsync("env; cat /proc/1/environ | tr '\\0' '\\n'", spec => spec with
        {
            Environment = new Dictionary<string, string> { ["MINE"] = "yes" },
        });
        done.Lines.ShouldContain("MINE=yes");
        done.Stdout.ShouldNotContain("of-the-host");
        done.Lines.Select(line => line.Split('=')[0]).Distinct()
            .ShouldBeSubsetOf(["MINE", "PATH", "HOME", "HOSTNAME", "SHLVL", "PWD", "OLDPWD", "_", "TERM", "USER"]);
    }

    [Fact]
    public async Task S07_RlimitsAndUmask_AreAsAsked()
    {
        var done = await host.ShellAsync("ulimit -n; ulimit -Hn; umask", spec => spec with
        {
            Rlimits = [new RlimitSpec("nofile", 100, 200)],
            Umask = 0b000_111_111,
        });
        done.Lines.ShouldBe(["100", "200", "0077"]);
    }

    [Fact]
    public async Task S07_Defaults_AreOfTheEngineAndNotOfWhoStartedIt()
    {
        var done = await host.ShellAsync("umask; ulimit -n; ulimit -Hn; ulimit -c; cat /proc/self/oom_score_adj /proc/1/oom_score_adj");
        done.Lines[..3].ShouldBe(["0022", "1024", "16384"]);
        // A host without memory takes containers first.
        var launcher = int.Parse(File.ReadAllText($"/proc/{host.Runtime.LauncherPid}/oom_score_adj"), CultureInfo.InvariantCulture);
        done.Lines[^2..].ShouldAllBe(score => int.Parse(score, CultureInfo.InvariantCulture) > launcher);
    }

    [Fact]
    public async Task ReadOnlyRootfs_CannotBeWrittenButTmpfsCan()
    {
        var done = await host.ShellAsync("touch /x 2>/dev/null || echo refused; touch /scratch/x && echo fine", spec => spec with
        {
            ReadOnlyRootfs = true,
            Mounts = [new MountSpec { Kind = MountKind.Tmpfs, Target = "/scratch", ReadOnly = false, SizeBytes = 1 << 20 }],
        });
        done.Lines.ShouldBe(["refused", "fine"]);
    }

    [Fact]
    public async Task R04_TmpfsBomb_IsHeldByItsSizeOrTheMemoryLimit()
    {
        var done = await host.ShellAsync("head -c 10000000 /dev/zero > /scratch/x 2>/dev/null; wc -c < /scratch/x", spec => spec with
        {
            Mounts = [new MountSpec { Kind = MountKind.Tmpfs, Target = "/scratch", ReadOnly = false, SizeBytes = 1 << 20 }],
        });
        done.Lines.ShouldBe(["1048576"]);
    }

    [Fact]
    public async Task Image_IsSharedButEachWritesItsOwnLayer()
    {
        var one = await host.ShellAsync("echo changed > /etc/passwd; rm /bin/ls; chown 5:5 /etc/group && stat -c %u /etc/group");
        one.Lines.ShouldBe(["5"]);
        var two = await host.ShellAsync("head -n 1 /etc/passwd; ls -d /etc; stat -c %u /etc/group");
        two.Lines.ShouldBe(["root:x:0:0:root:/root:/bin/sh", "/etc", "0"]);
    }

    [Fact]
    public async Task Init_ReapsOrphansAndForwardsSignals()
    {
        var running = await host.StartContainerAsync(RuntimeHost.Shell(
            "trap 'exit 5' TERM; (sh -c 'true' & ) ; echo ready; cat /proc/1/comm; while :; do sleep 0.01; done") with { Init = true });
        await running.LineAsync("ready");
        (await host.Runtime.SignalAsync(running.Id, 1, 15, default)).ShouldBeTrue();
        (await running.FinishAsync()).Code.ShouldBe(5);
    }

    [Fact]
    public async Task HostUserNamespace_OnRequest_StillHasNoDevicesAndDefaultCapabilities()
    {
        var done = await host.ShellAsync(
            "cat /proc/self/uid_map; grep CapEff /proc/self/status; mknod /x b 8 0 2>/dev/null || echo refused; echo 1 2>/dev/null > /proc/sys/vm/swappiness || echo refused",
            spec => spec with { Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host } });
        done.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldBe(["0", "0", "4294967295"]);
        ulong.Parse(done.Lines[1].Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            .ShouldBe(CapabilitySet.Default.Mask);
        done.Lines[2..].ShouldBe(["refused", "refused"]);
    }

    [Fact]
    public async Task HostNetwork_OnRequest_IsTheHosts()
    {
        var done = await host.ShellAsync(
            "readlink /proc/self/ns/net", spec => spec with { Namespaces = new NamespaceSpec { Network = NetworkMode.Host } });
        done.Lines.ShouldBe([new FileInfo("/proc/self/ns/net").LinkTarget!]);
    }

    [Fact]
    public async Task ClockOffset_OnRequest_MovesTheUptime()
    {
        var done = await host.ShellAsync(
            "cut -d. -f1 /proc/uptime", spec => spec with { Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromDays(100) } });
        long.Parse(done.Lines[0], CultureInfo.InvariantCulture).ShouldBeGreaterThan(100 * 86_400);
    }
}
