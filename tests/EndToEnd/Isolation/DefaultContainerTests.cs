using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>What a container sees and may do when nobody asked for anything special, through <c>orch run</c>.</summary>
public sealed class DefaultContainerTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Fact]
    public async Task Namespaces_OfTheInit_AreAllItsOwn()
    {
        (await root.Orch("run", "-d", "--name", "ns", "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect("ns")).GetProperty("pid").GetInt32();
        foreach (var kind in (string[])["user", "pid", "mnt", "net", "uts", "ipc", "cgroup"])
            Namespace(pid, kind).ShouldNotBe(Namespace(Environment.ProcessId, kind), kind);
    }

    [Fact]
    public async Task ClockOffset_GivesATimeNamespaceWithItsOwnUptime()
    {
        var uptime = (await root.Orch("run", "--clock-offset", "1000d", "busybox", "cat", "/proc/uptime")).Ok().Out;
        double.Parse(uptime.Split(' ')[0], CultureInfo.InvariantCulture).ShouldBeGreaterThan(1000 * 86400.0);
        (await root.Orch("run", "-d", "--clock-offset", "0s", "--name", "clock", "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect("clock")).GetProperty("pid").GetInt32();
        Namespace(pid, "time").ShouldNotBe(Namespace(Environment.ProcessId, "time"));
    }

    [Fact]
    public async Task UserNamespaces_OfTwoContainers_HaveRangesThatDoNotOverlap()
    {
        var first = await Range("range1");
        var second = await Range("range2");
        (first.Start >= second.Start + second.Length || second.Start >= first.Start + first.Length).ShouldBeTrue($"{first} {second}");
        first.Start.ShouldBeGreaterThan(0u);
    }

    [Fact]
    public async Task Processes_OfTheHost_AreInvisible()
    {
        var seen = (await root.Orch("run", "busybox", "sh", "-c", "ls /proc | grep -E '^[0-9]+$' | sort -n")).Ok().Lines;
        // The shell as init, and its own pipeline of three.
        seen.Length.ShouldBeLessThanOrEqualTo(4);
        seen[0].ShouldBe("1");
    }

    [Fact]
    public async Task Mounts_OfTheHost_AreInvisible()
    {
        var mounts = (await root.Orch("run", "busybox", "cat", "/proc/self/mountinfo")).Ok();
        foreach (var line in mounts.Lines)
        {
            var fields = line.Split(' ');
            line.ShouldNotContain(root.Folder);
            // shared:N would pass mounts on to the host.
            line.ShouldNotContain(" shared:");
        }
        mounts.Lines.Count(line => line.Split(' ')[4] == "/").ShouldBe(1, mounts.Out);
        (await root.Orch("run", "busybox", "ls", root.Folder)).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Network_HasLoopbackOnly() =>
        (await root.Orch("run", "busybox", "ls", "/sys/class/net")).Ok().Lines.ShouldBe(["lo"]);

    [Fact]
    public async Task Privileges_AreThoseOfAnUnprivilegedJob()
    {
        var status = (await root.Orch("run", "busybox", "cat", "/proc/self/status")).Ok().Lines
            .Select(line => line.Split(':', 2)).ToDictionary(parts => parts[0], parts => parts[1].Trim());
        status["NoNewPrivs"].ShouldBe("1");
        status["Seccomp"].ShouldBe("2");
        // Podman's eleven: chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service,
        // sys_chroot, setfcap.
        const ulong podman = 0x800405fb;
        var effective = Convert.ToUInt64(status["CapEff"], 16);
        (effective & ~podman).ShouldBe(0ul, status["CapEff"]);
        (Convert.ToUInt64(status["CapBnd"], 16) & ~podman).ShouldBe(0ul, status["CapBnd"]);
        status["CapInh"].Trim('0').ShouldBe("");
        status["CapAmb"].Trim('0').ShouldBe("");
    }

    [Fact]
    public async Task Descriptors_AreZeroToTwo() =>
        // ls itself opens the directory as 3.
        (await root.Orch("run", "busybox", "ls", "/proc/self/fd")).Ok().Lines.ShouldBe(["0", "1", "2", "3"]);

    [Theory]
    [InlineData("mount -t tmpfs none /mnt")]
    [InlineData("mount -t proc none /tmp")]
    [InlineData("mknod /tmp/sda b 8 0")]
    [InlineData("mknod /tmp/mem c 1 1")]
    [InlineData("echo 1 > /proc/sys/kernel/panic")]
    [InlineData("echo h > /proc/sysrq-trigger")]
    [InlineData("echo 1 > /sys/kernel/profiling")]
    [InlineData("head -c 1 /dev/mem")]
    [InlineData("head -c 1 /proc/kcore | grep -q .")]
    [InlineData("hostname other")]
    [InlineData("ip link add d0 type dummy")]
    [InlineData("swapoff -a && swapon /dev/zero")]
    [InlineData("unshare -m true")]
    [InlineData("reboot -f")]
    [InlineData("ls /proc/1/root/usr/share/dotnet")]
    public async Task Command_ThatWouldTouchTheHost_Fails(string command)
    {
        var result = await root.Orch("run", "busybox", "sh", "-c", command);
        // The shell's own status of a failed command; an engine that could not even start it would prove nothing.
        result.ExitCode.ShouldBeInRange(1, 124, result.ToString());
        (await root.Orch("run", "busybox", "sh", "-c", "echo started")).Ok().Out.ShouldBe("started\n");
    }

    [Fact]
    public async Task Writes_StayInTheContainersOwnLayer()
    {
        (await root.Orch("run", "busybox", "sh", "-c", "echo mine > /etc/passwd && rm /bin/ls && touch /root/x")).Ok();
        var second = (await root.Orch("run", "busybox", "sh", "-c", "cat /etc/passwd; ls /root; ls -n /bin/busybox")).Ok();
        second.Out.ShouldNotContain("mine");
        second.Out.ShouldStartWith("root:");
        second.Out.ShouldNotContain("/root/x");
    }

    [Fact]
    public async Task Environment_OfTheHost_IsNotPassedOn()
    {
        await using var run = root.StartWith(new() { ["SECRET"] = "hunter2" }, "run", "-e", "MINE=1", "busybox", "env");
        var result = (await run.ResultAsync()).Ok();
        result.Out.ShouldContain("MINE=1");
        result.Out.ShouldNotContain("hunter2");
        result.Out.ShouldNotContain("ORCH_");
    }

    private static string? Namespace(int pid, string kind) =>
        File.ResolveLinkTarget($"/proc/{pid}/ns/{kind}", returnFinalTarget: false)?.Name;

    private async Task<(uint Start, uint Length)> Range(string name)
    {
        (await root.Orch("run", "-d", "--name", name, "busybox", "sleep", "600")).Ok();
        var pid = (await root.Inspect(name)).GetProperty("pid").GetInt32();
        var fields = File.ReadAllText($"/proc/{pid}/uid_map").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        fields.Length.ShouldBe(3);
        fields[0].ShouldBe("0");
        return (uint.Parse(fields[1], CultureInfo.InvariantCulture), uint.Parse(fields[2], CultureInfo.InvariantCulture));
    }
}
