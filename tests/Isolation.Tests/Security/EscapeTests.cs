using System.Security.Cryptography;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>What a payload in a default container tries in order to get out, or at the host.</summary>
public sealed class EscapeTests(HostileHost hostile) : IClassFixture<HostileHost>
{
    private RuntimeHost Host => hostile.Host;

    [Fact]
    public async Task DoubleChroot_OnAPlainChroot_Works()
    {
        using var folder = new ScratchFolder();
        using var witness = new ScratchFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "root"));
        var (code, output) = await hostile.OnHostAsync("plain-chroot", Path.Combine(folder.Path, "root"), witness.Path);
        (code, output).ShouldBe((0, "done"));
    }

    [Fact]
    public async Task DoubleChroot_InAContainer_StaysInside()
    {
        using var witness = new ScratchFolder();
        // chroot itself is allowed (CAP_SYS_CHROOT), but there is nothing above the root: pivot_root took it away.
        (await hostile.TryAsync("double-chroot", witness.Path)).ShouldBe("access ENOENT");
    }

    [Fact]
    public async Task E01_HostPrograms_CannotBeOverwritten()
    {
        var before = SHA256.HashData(File.ReadAllBytes(hostile.Program));
        var launcher = SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath));
        (await hostile.TryAsync("exe", "/proc/self/exe")).ShouldBeOneOf("open ETXTBSY", "open EROFS");
        (await hostile.TryAsync(spec => spec with { Init = true }, "exe", "/proc/1/exe"))
            .ShouldBeOneOf("open ETXTBSY", "open EROFS", "open EACCES", "open EPERM");
        (await hostile.TryAsync("exe", "/hostile")).ShouldBeOneOf("open EROFS", "open ETXTBSY");
        SHA256.HashData(File.ReadAllBytes(hostile.Program)).ShouldBe(before);
        SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath)).ShouldBe(launcher);
    }

    /// <summary>What the launcher wants from a root in order to run in it.</summary>
    private static MountSpec[] Libraries =>
    [
        new() { Source = "/lib64", Target = "/lib64" }, new() { Source = "/lib/x86_64-linux-gnu", Target = "/lib/x86_64-linux-gnu" },
    ];

    [Fact]
    public async Task E01_EntrypointIsTheLauncher_CannotReachIt()
    {
        var before = SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath));
        using var folder = new ScratchFolder();
        var evil = Path.Combine(folder.Path, "evil");
        await File.WriteAllTextAsync(evil, "#!/proc/self/exe\n", RuntimeHost.Token());
        File.SetUnixFileMode(evil, (UnixFileMode)0b111_101_101);
        // The interpreter of the script is whoever executes it: the launcher itself, inside.
        var ended = await Host.RunAsync(new ContainerSpec
        {
            Image = "busybox", Command = ["/evil"], Mounts = [new MountSpec { Source = evil, Target = "/evil" }, .. Libraries],
        });
        ended.Exit.Status.Code.ShouldNotBe(0);
        SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath)).ShouldBe(before);
    }

    [Fact]
    public async Task E02_ExecOfTheLauncherUnderAHunter_IsNeverWritten()
    {
        var before = SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath));
        var running = await Host.StartContainerAsync(hostile.Spec() with
        {
            Mounts = [.. hostile.Spec().Mounts, .. Libraries],
            Command = ["sh", "-c", "printf '#!/proc/self/exe\\n' >/bin/evil; chmod 755 /bin/evil; echo up; exec /hostile hunt launcher"],
        });
        await running.LineAsync("up");
        for (var i = 0; i < 100; i++)
        {
            var exec = Guid.NewGuid();
            var outcome = await Host.Runtime.ExecAsync(
                new Isolation.Runtime.ExecOrder(running.Id, exec, ["/bin/evil"], new Dictionary<string, string>(), null, null, false, -1, -1, -1), RuntimeHost.Token());
            if (outcome.Failure is null)
                (await Host.ExecExitOf(exec)).Status.Code.ShouldNotBe(0);
        }
        var finished = await running.FinishAsync();
        // Write seals answer EPERM, a running program ETXTBSY; that it was never seen at all would prove nothing.
        finished.Stdout.ShouldBeOneOf("up\nhunted EPERM\n", "up\nhunted ETXTBSY\n", "up\nhunted EACCES\n");
        SHA256.HashData(File.ReadAllBytes(Host.Options.LauncherPath)).ShouldBe(before);
    }

    [Fact]
    public async Task E03_OnlyDescriptorsZeroToTwo_AreOpen() =>
        (await hostile.TryAsync("descriptors")).Split('\n').Order().ShouldBe(["0", "1", "2"]);

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(20)]
    public async Task E03_WorkingDirectoryThroughADescriptor_IsRefused(int descriptor)
    {
        Assert.SkipWhen(Host.WhyNot is not null, Host.WhyNot ?? "");
        var id = Guid.NewGuid();
        var spec = new ContainerSpec { Image = "busybox", Command = ["pwd"], WorkingDirectory = $"/proc/self/fd/{descriptor}" };
        var prepared = await Host.Runtime.PrepareAsync(id, "x", spec, default);
        var outcome = await Host.Runtime.LaunchAsync(
            new Isolation.Runtime.LaunchOrder(id, "x", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        outcome.Init.ShouldBeNull();
        outcome.Failure.ShouldNotBeNull();
        await Host.Runtime.DestroyAsync(id, default);
    }

    [Theory]
    [InlineData("mknod")]
    [InlineData("mknod-mem")]
    public async Task E25_DeviceNode_CannotBeMade(string how) => (await hostile.TryAsync(how)).ShouldBe("mknod EPERM");

    [Fact]
    public async Task E25_DeviceNode_WithMknodAdded_StillCannotBeMade() =>
        (await hostile.TryAsync(
            spec => spec with { Security = new SecuritySpec { CapAdd = ["MKNOD"] } }, "mknod")).ShouldBe("mknod EPERM");

    [Theory]
    [InlineData("/dev/mem")]
    [InlineData("/dev/kmsg")]
    [InlineData("/dev/vda")]
    [InlineData("/dev/sda")]
    [InlineData("/proc/kcore")]
    [InlineData("/proc/kmsg")]
    public async Task E25_HostMemoryAndDisks_CannotBeRead(string path)
    {
        // A masked file is /dev/null: readable, and empty.
        (await hostile.TryAsync("read", path)).ShouldBeOneOf("open ENOENT", "open EACCES", "open EPERM", "read SUCCESS", "read 0");
    }

    [Theory]
    [InlineData("proc")]
    [InlineData("sysfs")]
    [InlineData("tmpfs")]
    [InlineData("devtmpfs")]
    public async Task Mount_AnyFileSystem_IsRefused(string type) =>
        (await hostile.TryAsync("mount", type)).ShouldBe("mount EPERM");

    [Fact]
    public async Task Umount_Masks_IsRefused() => (await hostile.TryAsync("umount", "/proc/sys")).ShouldBe("umount2 EPERM");

    [Theory]
    [InlineData("cgroup")]
    [InlineData("cgroup2")]
    public async Task E13_MountCgroup_IsRefused(string type) => (await hostile.TryAsync("cgroup", type)).ShouldBe("mount EPERM");

    [Fact]
    public async Task E13_ReleaseAgent_IsNowhereToBeWritten()
    {
        var done = await Host.ShellAsync("find / -name release_agent -o -name core_pattern -writable 2>/dev/null | grep -v ^/proc/sys; ls /sys/fs/cgroup");
        done.Lines.Where(line => line.Contains("release_agent")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SYS_fsopen", 430)]
    [InlineData("SYS_fsconfig", 431)]
    [InlineData("SYS_move_mount", 429)]
    [InlineData("SYS_open_tree", 428)]
    [InlineData("SYS_mount_setattr", 442)]
    [InlineData("SYS_keyctl", 250)]
    [InlineData("SYS_add_key", 248)]
    [InlineData("SYS_request_key", 249)]
    [InlineData("SYS_bpf", 321)]
    [InlineData("SYS_perf_event_open", 298)]
    [InlineData("SYS_userfaultfd", 323)]
    [InlineData("SYS_io_uring_setup", 425)]
    [InlineData("SYS_setns", 308)]
    [InlineData("SYS_init_module", 175)]
    [InlineData("SYS_kexec_load", 246)]
    [InlineData("SYS_reboot", 169)]
    [InlineData("SYS_swapon", 167)]
    [InlineData("SYS_pivot_root", 155)]
    public async Task E14_DangerousSystemCall_IsRefused(string name, int number) =>
        (await hostile.TryAsync("syscall", $"{number}")).ShouldBe("syscall EPERM", name);

    [Fact]
    public async Task E39_SystemCallOfTheFuture_GivesEnosys()
    {
        (await hostile.TryAsync("syscall", "520")).ShouldBe("syscall ENOSYS");
        (await hostile.TryAsync("syscall", "435")).ShouldBe("syscall ENOSYS");
    }

    [Theory]
    [InlineData(38)]
    [InlineData(40)]
    public async Task E15_AlgAndVsockSockets_AreRefused(int family) =>
        (await hostile.TryAsync("socket", $"{family}")).ShouldBe("socket EAFNOSUPPORT");

    [Fact]
    public async Task E15_ThirtyTwoBitAbis_AreClosed()
    {
        (await hostile.TryAsync("i386")).ShouldBe("int80 ENOSYS");
        (await hostile.TryAsync("x32")).ShouldBe("x32 ENOSYS");
    }

    [Fact]
    public async Task E16_AbstractSocketOfTheHost_CannotBeReached()
    {
        var name = $"orch-test-{Guid.NewGuid():N}";
        using var listener = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        listener.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint($"\0{name}"));
        listener.Listen();
        (await hostile.OnHostAsync("abstract", name)).Output.ShouldBe("done");
        (await hostile.TryAsync("abstract", name)).ShouldBe("connect ECONNREFUSED");
    }

    [Fact]
    public async Task E16_SocketsOfTheEngine_AreClosedToOthersAndHaveNoAbstractName()
    {
        Assert.SkipWhen(Host.WhyNot is not null, Host.WhyNot ?? "");
        var socket = Directory.EnumerateFiles(Host.Options.StateDirectory, "*.sock").ShouldHaveSingleItem();
        ((int)File.GetUnixFileMode(socket) & 0b000_111_111).ShouldBe(0);
        ((int)File.GetUnixFileMode(Host.Options.StateDirectory) & 0b000_111_111).ShouldBe(0);
        // In the host's network namespace every abstract name is within reach (CVE-2020-15257).
        var seen = await Host.ShellAsync("cat /proc/net/unix", spec => spec with { Namespaces = new NamespaceSpec { Network = NetworkMode.Host } });
        seen.Lines.Where(line => line.Contains('@') && line.Contains("orch", StringComparison.OrdinalIgnoreCase) && !line.Contains("orch-test-")).ShouldBeEmpty();
        seen.Lines.Length.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task E24_Groups_CannotBeDroppedNorMapped()
    {
        static ContainerSpec Free(ContainerSpec spec) => spec with { Security = new SecuritySpec { SeccompProfile = "unconfined" }, User = "1000:1000" };
        // A group that a file denies stays: only who has CAP_SETGID, inside and over ids of the range, drops any.
        (await hostile.TryAsync(spec => Free(spec) with { Groups = [7] }, "groups")).ShouldBe("7 EPERM");
        // A namespace of one's own, where a custom policy allows it, maps a group only after setgroups was given away.
        (await hostile.TryAsync(Free, "map-groups")).ShouldBeOneOf("write EPERM", "unshare EPERM", "unshare ENOSPC");
    }

    [Fact]
    public async Task E23_Tiocsti_IsRefused()
    {
        (await hostile.TryAsync("tiocsti")).ShouldBe("ioctl EPERM");
        // The kernel reads 32 bits of the request, and so does the filter (CVE-2019-10063).
        (await hostile.TryAsync("tiocsti-high")).ShouldBe("ioctl EPERM");
    }

    [Theory]
    [InlineData("/proc/sysrq-trigger")]
    [InlineData("/proc/sys/kernel/core_pattern")]
    [InlineData("/proc/sys/vm/overcommit_memory")]
    [InlineData("/proc/sys/kernel/modprobe")]
    [InlineData("/proc/irq/default_smp_affinity")]
    [InlineData("/sys/kernel/uevent_helper")]
    [InlineData("/sys/kernel/mm/transparent_hugepage/enabled")]
    [InlineData("/sys/power/state")]
    public async Task E28_KernelSettings_CannotBeWritten(string path) =>
        (await hostile.TryAsync("write", path)).ShouldBeOneOf("open EROFS", "open EACCES", "open ENOENT", "open EPERM");

    [Fact]
    public async Task E37_SetuidProgram_StaysUnprivileged()
    {
        Assert.SkipWhen(Host.WhyNot is not null, Host.WhyNot ?? "");
        // Root of the container makes it setuid; the payload runs as another user with no_new_privs.
        var id = Guid.CreateVersion7();
        var first = hostile.Spec() with { Command = ["sh", "-c", "cp /hostile /suid && chmod 4755 /suid && chmod 755 /"] };
        var prepared = await Host.Runtime.PrepareAsync(id, "suid", first, default);
        prepared.Problem.ShouldBeNull();
        async Task<(int? Code, string Output)> Run(int attempt, ContainerSpec spec)
        {
            var outcome = await Host.Runtime.LaunchAsync(
                new Isolation.Runtime.LaunchOrder(id, "suid", attempt, spec, prepared.Prepared!), RuntimeHost.Token());
            outcome.Failure.ShouldBeNull();
            var exit = await Host.ExitOf(id, attempt);
            await Host.Runtime.AcknowledgeExitAsync(id, attempt, default);
            await Host.Runtime.ReleaseAsync(id, attempt, default);
            return (exit.Status.Code, await File.ReadAllTextAsync(Host.Runtime.Logs(id).Stdout));
        }

        (await Run(1, first)).Code.ShouldBe(0);
        var (_, output) = await Run(2, hostile.Spec() with { Command = ["/suid", "ids"], User = "1000:1000" });
        output.ShouldBe("1000 1000\n");
        await Host.Runtime.DestroyAsync(id, default);
    }

    [Fact]
    public async Task Setuid_AsAnotherUser_IsRefused() =>
        (await hostile.TryAsync(spec => spec with { User = "1000" }, "setuid")).ShouldBe("setuid EPERM");

    [Theory]
    [InlineData("unshare-user", "unshare EPERM")]
    [InlineData("clone-user", "clone EPERM")]
    [InlineData("hostname", "sethostname EPERM")]
    [InlineData("handle", "open_by_handle_at EPERM")]
    [InlineData("raw-socket", "socket EPERM")]
    public async Task Privilege_OfTheHost_IsNotToBeHad(string attempt, string answer) =>
        (await hostile.TryAsync(attempt)).ShouldBe(answer);

    [Fact]
    public async Task R12_RealTimeAndNegativeNice_AreRefused()
    {
        (await hostile.TryAsync("real-time")).ShouldBe("sched_setscheduler EPERM");
        (await hostile.TryAsync("nice")).ShouldBeOneOf("nice EPERM", "nice EACCES");
    }
}
