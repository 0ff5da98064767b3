using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>What a container sees: each test asks a program inside.</summary>
public sealed class IsolationTests
{
    private static readonly string[] Namespaces = ["user", "pid", "mnt", "net", "uts", "ipc", "cgroup", "time"];

    [Fact]
    public async Task Namespaces_AllEight_AreTheContainersOwn()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", string.Join(';', Namespaces.Select(name => $"readlink /proc/self/ns/{name}"))],
            Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.Zero },
        });

        await RunAsync(host, launch);

        var inside = box.Output(launch).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        inside.Length.ShouldBe(8);
        for (var i = 0; i < 8; i++)
            inside[i].ShouldNotBe(new FileInfo($"/proc/self/ns/{Namespaces[i]}").LinkTarget);
    }

    [Fact]
    public async Task Clock_Offset_MovesTheMonotonicClock()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["cat", "/proc/uptime"],
            Namespaces = new NamespaceSpec { ClockOffset = TimeSpan.FromDays(1000) },
        });

        await RunAsync(host, launch);

        double.Parse(box.Output(launch).Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(1000 * 86400.0);
    }

    [Fact]
    public async Task Descriptors_OnlyStandardOnes_AreOpen()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        // The fourth is the directory that ls itself reads.
        (await OutputAsync(host, box, "ls", "/proc/self/fd")).ShouldBe("0\n1\n2\n3\n");
    }

    [Fact]
    public async Task MountTable_NamesNoPathOfTheHost()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("cat", "/proc/self/mountinfo");

        await RunAsync(host, launch);

        var table = box.Output(launch);
        table.ShouldContain("upperdir=/upper,workdir=/work");
        table.ShouldNotContain(Path.GetFileName(Path.GetDirectoryName(launch.Writable!)!));
    }

    [Fact]
    public async Task Processes_OfTheHost_AreInvisible()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        (await OutputAsync(host, box, "sh", "-c", "echo $$; for p in /proc/[0-9]*; do echo ${p#/proc/}; done")).ShouldBe("1\n1\n");
    }

    [Fact]
    public async Task Network_Loopback_IsUpAndAlone()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        var links = await OutputAsync(host, box, "ip", "-o", "link");

        links.Trim().Split('\n').Length.ShouldBe(1);
        links.ShouldContain("lo: <LOOPBACK,UP,LOWER_UP>");
    }

    [Fact]
    public async Task Devices_AreTheDefaultOnes()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        (await OutputAsync(host, box, "ls", "/dev")).Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe(
            ["fd", "full", "mqueue", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "tty", "urandom", "zero"]);
    }

    [Fact]
    public async Task Mounts_OfTheHost_AreGone()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);

        var mounts = await OutputAsync(host, box, "cat", "/proc/self/mountinfo");

        var points = mounts.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[4]).ToArray();
        points[0].ShouldBe("/");
        points.ShouldAllBe(point => point == "/" || point.StartsWith("/proc") || point.StartsWith("/sys") || point.StartsWith("/dev"));
        mounts.ShouldNotContain("shared:");
        mounts.ShouldNotContain("master:");
    }

    [Theory]
    [InlineData("echo x > /proc/sys/kernel/hostname")]
    [InlineData("echo b > /proc/sysrq-trigger")]
    [InlineData("echo x > /sys/kernel/mm/ksm/run")]
    [InlineData("mount -t tmpfs none /etc")]
    [InlineData("/bin/busybox mknod /etc/sda b 8 0")]
    [InlineData("cat /proc/kcore | /bin/busybox grep .")]
    [InlineData("cat /proc/1/environ > /dev/full")]
    public async Task Forbidden_Action_Fails(string script)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sh", "-c", script);

        (await RunAsync(host, launch)).Status.Code.ShouldNotBe(0);
    }

    [Fact]
    public async Task Identity_IsRootInsideAndTheRangeOutside()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sh", "-c", "id -u; id -g; touch /made; stat -c %u /bin/busybox");

        await RunAsync(host, launch);

        box.Output(launch).ShouldBe("0\n0\n0\n");
        File.Exists(Path.Combine(launch.Writable!, "upper/made")).ShouldBeTrue();
        OwnerOf(Path.Combine(launch.Writable!, "upper/made")).ShouldBe(Box.IdBase);
    }

    [Fact]
    public async Task Identity_OtherUser_HasNoCapabilities()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch("sh", "-c", "id -u; id -g; id -G; cat /proc/self/status") with { Uid = 1000, Gid = 1001, Groups = [7, 8] };

        await RunAsync(host, launch);

        var lines = box.Output(launch).Split('\n');
        lines[0].ShouldBe("1000");
        lines[1].ShouldBe("1001");
        lines[2].ShouldBe("1001 7 8");
        lines.ShouldContain("CapEff:\t0000000000000000");
        lines.ShouldContain("NoNewPrivs:\t1");
    }

    [Fact]
    public async Task Capabilities_AreExactlyThoseAsked()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        const ulong Chown = 1, NetBind = 1 << 10;
        var sets = new CapabilitySets(Chown | NetBind, Chown | NetBind, 0, Chown | NetBind, 0);
        var launch = box.Launch("cat", "/proc/self/status") with { Capabilities = sets };

        await RunAsync(host, launch);

        var lines = box.Output(launch).Split('\n');
        lines.ShouldContain("CapInh:\t0000000000000000");
        lines.ShouldContain("CapPrm:\t0000000000000401");
        lines.ShouldContain("CapEff:\t0000000000000401");
        lines.ShouldContain("CapBnd:\t0000000000000401");
        lines.ShouldContain("CapAmb:\t0000000000000000");
    }

    [Fact]
    public async Task Limits_SignalsAndUmask_AreAsPromised()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "umask; ulimit -n; ulimit -Hn; cat /proc/self/status; hostname"],
            Umask = 63,
            Rlimits = [new RlimitSpec("nofile", 100, 200)],
        });

        await RunAsync(host, launch);

        var lines = box.Output(launch).Split('\n');
        lines[..3].ShouldBe(["0077", "100", "200"]);
        lines.ShouldContain("SigBlk:\t0000000000000000");
        lines.ShouldContain("SigIgn:\t0000000000000000");
        lines[^2].ShouldBe("box");
    }

    [Fact]
    public async Task ReadOnlyRoot_RefusesWrites()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec { Command = ["sh", "-c", "touch /x && exit 9; echo ok > /dev/shm/x"], ReadOnlyRootfs = true });

        (await RunAsync(host, launch)).Status.ShouldBe(ExitStatus.Exited(0));
    }

    [Fact]
    public async Task WorkingDirectory_Missing_IsMade()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec { Command = ["/bin/busybox", "pwd"], WorkingDirectory = "/a/b" });

        await RunAsync(host, launch);

        box.Output(launch).ShouldBe("/a/b\n");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public async Task E03_WorkingDirectoryOnADescriptor_IsRefused(int number)
    {
        await using var host = await LauncherHost.StartAsync();
        var launch = new Box(host).Launch(new ContainerSpec { Command = ["true"], WorkingDirectory = $"/proc/self/fd/{number}" });

        var answer = await host.Connection.LaunchAsync(launch, LauncherHost.Token());

        answer.Failure!.Step.ShouldBe($"change directory to /proc/self/fd/{number}");
    }

    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    [InlineData("dev")]
    public async Task E06_E10_StandardMountPointIsALink_IsRefused(string name)
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var outside = Directory.CreateDirectory(Path.Combine(host.Root, "outside")).FullName;
        File.CreateSymbolicLink(Path.Combine(box.Image, name), outside);

        var answer = await host.Connection.LaunchAsync(box.Launch("true"), LauncherHost.Token());

        answer.Failure!.Errno.ShouldBe(40);
        Directory.GetFileSystemEntries(outside).ShouldBeEmpty();
    }

    [Fact]
    public async Task HostNamespaces_OnRequest_AreTheHosts()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "readlink /proc/self/ns/net; readlink /proc/self/ns/user; readlink /proc/self/ns/time; ls /sys/class/net"],
            Namespaces = new NamespaceSpec { User = UserNamespaceMode.Host, Network = NetworkMode.Host },
        });

        await RunAsync(host, launch);

        var lines = box.Output(launch).Split('\n');
        lines[0].ShouldBe(new FileInfo("/proc/self/ns/net").LinkTarget);
        lines[1].ShouldBe(new FileInfo("/proc/self/ns/user").LinkTarget);
        lines[2].ShouldBe(new FileInfo("/proc/self/ns/time").LinkTarget);
        lines.ShouldContain("lo");
    }

    [Fact]
    public async Task HostNetwork_WithOwnUsers_Works()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var launch = box.Launch(new ContainerSpec
        {
            Command = ["sh", "-c", "readlink /proc/self/ns/net; echo x > /sys/kernel/mm/ksm/run"],
            Namespaces = new NamespaceSpec { Network = NetworkMode.Host },
        });

        (await RunAsync(host, launch)).Status.Code.ShouldNotBe(0);
        box.Output(launch).Trim().ShouldBe(new FileInfo("/proc/self/ns/net").LinkTarget);
    }

    private static async Task<string> OutputAsync(LauncherHost host, Box box, params string[] command)
    {
        var launch = box.Launch(command);
        var exit = await RunAsync(host, launch);
        exit.Status.ShouldBe(ExitStatus.Exited(0), box.Errors(launch));
        return box.Output(launch);
    }

    private static async Task<LauncherExit> RunAsync(LauncherHost host, ResolvedLaunch launch)
    {
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
        return await host.ExitOfAsync(launch.Id);
    }

    private static uint OwnerOf(string path)
    {
        Kernel.Headers.SysStat.statx(Kernel.Headers.Fcntl.AT_FDCWD, path, 0, Kernel.Headers.SysStat.STATX_BASIC_STATS, out var status).ShouldBe(0);
        return status.stx_uid;
    }
}
