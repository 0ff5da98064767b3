using System.Diagnostics;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>
/// Root file systems that were made to lead the engine astray. Whatever it answers, nothing outside may be touched, and
/// nothing may hang.
/// </summary>
public sealed class HostileRootfsTests(RuntimeHost host) : IClassFixture<RuntimeHost>, IDisposable
{
    private readonly ScratchFolder _folder = new();
    private int _roots;

    [Theory]
    [InlineData("/proc is a link out", "rm -rf proc; ln -s $OUT proc")]
    [InlineData("/proc is a link upwards", "rm -rf proc; ln -s ../../../../../../$OUT proc")]
    [InlineData("/proc is a link inside", "rm -rf proc; mkdir elsewhere; ln -s elsewhere proc")]
    [InlineData("/sys is a link out", "rm -rf sys; ln -s $OUT sys")]
    public async Task E06_PlaceOfProcOrSysIsALink_IsRefused(string trap, string make) => await RefusedAsync(trap, make);

    [Theory]
    [InlineData("/dev is a link out", "rm -rf dev; ln -s $OUT dev")]
    [InlineData("/dev is a link inside", "rm -rf dev; mkdir elsewhere; ln -s /elsewhere dev")]
    public async Task E10_DevIsALink_IsRefused(string trap, string make)
    {
        await RefusedAsync(trap, make);
        // The nodes alone, into the /dev that is there, as LXC without autodev and OCI bundles have it.
        foreach (var view in (DevView[])[DevView.Existing, DevView.NodesOnly])
            await RefusedAsync(trap, make, spec => spec with { Tree = new TreeSpec { Dev = view } });
    }

    [Theory]
    [InlineData("/dev/null is a link out", "mkdir -p dev; rm -f dev/null; ln -sf $OUT/precious dev/null")]
    [InlineData("/dev/null is a link inside", "mkdir -p dev; rm -f dev/null; ln -sf /etc/passwd dev/null")]
    public async Task E08_NodeOfTheImageIsALink_IsNotFollowed(string trap, string make)
    {
        // On a /dev of its own the image has no say.
        await RunsAsync(trap, make);
        await RefusedAsync(trap, make, spec => spec with { Tree = new TreeSpec { Dev = DevView.NodesOnly } });
    }

    [Theory]
    [InlineData("/dev/null is a fifo", "mkdir -p dev; rm -f dev/null; mkfifo dev/null")]
    [InlineData("/dev/pts is a link out", "mkdir -p dev; ln -s $OUT dev/pts")]
    [InlineData("/dev/shm is a link out", "mkdir -p dev; ln -s $OUT dev/shm")]
    [InlineData("/proc holds a fake self", "mkdir -p proc/self/attr; echo x > proc/self/status; ln -s $OUT/precious proc/self/uid_map")]
    public async Task E10_WhatLiesUnderTheEnginesOwnMounts_HasNoSay(string trap, string make) => await RunsAsync(trap, make);

    [Theory]
    [InlineData("/proc is a fifo", "rm -rf proc; mkfifo proc")]
    [InlineData("/proc is a file", "rm -rf proc; echo x > proc")]
    [InlineData("/sys is a file", "rm -rf sys; echo x > sys")]
    [InlineData("/dev is a fifo", "rm -rf dev; mkfifo dev")]
    public async Task E35_PlaceOfAMountIsNoDirectory_IsRefusedAndDoesNotHang(string trap, string make) => await RefusedAsync(trap, make);

    [Fact]
    public async Task E35_NoProcSysOrDev_AreMade() => await RunsAsync("no /proc, /sys or /dev", "rm -rf proc sys dev");

    [Theory]
    [InlineData("/etc/passwd is a fifo", "rm etc/passwd; mkfifo etc/passwd")]
    [InlineData("/etc is a link out", "rm -rf etc; ln -s $OUT etc")]
    [InlineData("/tmp is a link to itself", "rm -rf tmp; ln -s tmp tmp")]
    public async Task E35_OddFilesOfTheImage_TouchNothingOutside(string trap, string make) => await RunsAsync(trap, make);

    [Theory]
    [InlineData("a link above what is hidden", "mkdir -p real/hidden; ln -s real over", "/over/hidden", null)]
    [InlineData("a link above what is read-only", "mkdir -p real/fixed; ln -s real over", null, "/over/fixed")]
    [InlineData("what is read-only is a link", "ln -s /etc fixed", null, "/fixed")]
    public async Task E08_GuardedPathThroughALink_IsRefused(string trap, string make, string? hidden, string? fixedPath) =>
        await RefusedAsync(trap, make, spec => spec with
        {
            Tree = new TreeSpec { Masked = hidden is null ? null : [hidden], ReadOnly = fixedPath is null ? null : [fixedPath] },
        });

    [Fact]
    public async Task E07_Sysctl_FakeProcOfTheImage_GetsNothing()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, outside) = MakeRoot("rm -rf proc; mkdir -p proc/sys/net/ipv4; ln -s $OUT/precious proc/sys/net/ipv4/ip_forward; mkdir kernel");
        var done = await host.RunAsync(new ContainerSpec
        {
            RootfsPath = root,
            Command = ["/bin/busybox", "cat", "/kernel/sys/net/ipv4/ip_forward"],
            Tree = new TreeSpec { Proc = ProcView.None },
            Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" },
            Mounts = [new MountSpec { Kind = MountKind.Filesystem, Type = "proc", Target = "/kernel" }],
        });
        done.Stdout.ShouldBe("1\n");
        Untouched(outside, "fake /proc");
    }

    [Fact]
    public async Task E07_Sysctl_MountOnThePlaceOfTheFile_GetsNothing()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        // CVE-2025-52881: another file of procfs in its place has the right file system, and would take the value.
        var done = await host.RunAsync(new ContainerSpec
        {
            Image = "busybox",
            Command = ["sh", "-c", "cat /proc/sys/net/ipv4/ip_default_ttl; umount /proc/sys/net/ipv4/ip_forward; cat /kernel/sys/net/ipv4/ip_forward /kernel/sys/net/ipv4/ip_default_ttl"],
            Tree = new TreeSpec(),
            Sysctls = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" },
            Mounts =
            [
                new MountSpec { Kind = MountKind.Inside, Source = "/proc/sys/net/ipv4/ip_default_ttl", Target = "/proc/sys/net/ipv4/ip_forward" },
                new MountSpec { Kind = MountKind.Filesystem, Type = "proc", Target = "/kernel" },
            ],
        });
        done.Stdout.ShouldBe("64\n1\n64\n", done.Stderr);
    }

    [Fact]
    public async Task E10_RefusedLaunch_SaysStepCallAndPath()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, _) = MakeRoot("rm -rf dev; ln -s $OUT dev");
        var failure = await LaunchAndEndAsync(new ContainerSpec { RootfsPath = root, Command = ["/bin/busybox", "true"] });
        failure.ShouldNotBeNull();
        (failure.Step, failure.Errno).ShouldBe(("mount tmpfs on /dev", Kernel.Errno.ELOOP));
    }

    [Theory]
    [InlineData("a link to the outside", "ln -s $OUT trap")]
    [InlineData("a link upwards", "ln -s ../../../../../../../../$OUT trap")]
    [InlineData("a link chain", "ln -s $OUT two; ln -s /two trap")]
    [InlineData("a link to proc's root", "ln -s /proc/1/root$OUT trap")]
    [InlineData("a fifo", "mkfifo trap")]
    public async Task E32_MountTargetThatIsATrap_TouchesNothingOutside(string trap, string make)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, outside) = MakeRoot(make);
        foreach (var target in (string[])["/trap", "/trap/deep/er"])
        {
            await LaunchAndEndAsync(new ContainerSpec
            {
                RootfsPath = root,
                Command = ["/bin/busybox", "sh", "-c", "echo x > /trap/written; echo x > /trap/deep/er/written"],
                Mounts =
                [
                    new MountSpec { Kind = MountKind.Tmpfs, Target = target, ReadOnly = false },
                    new MountSpec { Kind = MountKind.Bind, Source = "/etc/hostname", Target = $"{target}-file" },
                ],
            });
            Untouched(outside, trap);
        }
    }

    public void Dispose() => _folder.Dispose();

    private (string Root, string Outside) MakeRoot(string make)
    {
        var number = ++_roots;
        var root = Path.Combine(_folder.Path, $"root{number}");
        var outside = Path.Combine(_folder.Path, $"outside{number}");
        Directory.CreateDirectory(outside);
        File.WriteAllText(Path.Combine(outside, "precious"), "precious");
        var image = host.Images.LayerPath(host.Images.Resolve("busybox").Image!.Digest)!;
        using var shell = Process.Start(new ProcessStartInfo(
            "/bin/sh", ["-ec", $"cp -a \"$1\" \"$2\"; cd \"$2\"; OUT=$3; {make}", "sh", image, root, outside]))!;
        shell.WaitForExit(TimeSpan.FromSeconds(20)).ShouldBeTrue();
        shell.ExitCode.ShouldBe(0);
        return (root, outside);
    }

    private async Task RefusedAsync(string trap, string make, Func<ContainerSpec, ContainerSpec>? with = null) =>
        (await TryAsync(trap, make, with)).ShouldNotBeNull(trap).Message.ShouldNotBeEmpty(trap);

    private async Task RunsAsync(string trap, string make) => (await TryAsync(trap, make, null)).ShouldBeNull(trap);

    private async Task<LaunchFailure?> TryAsync(string trap, string make, Func<ContainerSpec, ContainerSpec>? with)
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var (root, outside) = MakeRoot(make);
        var spec = new ContainerSpec { RootfsPath = root, Command = ["/bin/busybox", "true"] };
        var failure = await LaunchAndEndAsync(with is null ? spec : with(spec));
        Untouched(outside, trap);
        return failure;
    }

    /// <summary>It may refuse or run; an answer must come in either case.</summary>
    private async Task<LaunchFailure?> LaunchAndEndAsync(ContainerSpec spec)
    {
        var id = Guid.CreateVersion7();
        var prepared = await host.Runtime.PrepareAsync(id, "trap", spec, RuntimeHost.Token());
        if (prepared.Prepared is null)
            return new LaunchFailure("prepare", 0, prepared.Problem.ShouldNotBeNull(), 125);
        var began = Stopwatch.GetTimestamp();
        var outcome = await host.Runtime.LaunchAsync(new LaunchOrder(id, "trap", 1, spec, prepared.Prepared), RuntimeHost.Token());
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        if (outcome.Init is not null)
        {
            await host.ExitOf(id);
            await host.Runtime.AcknowledgeExitAsync(id, 1, RuntimeHost.Token());
        }
        await host.Runtime.DestroyAsync(id, RuntimeHost.Token());
        return outcome.Failure;
    }

    private static void Untouched(string outside, string trap)
    {
        Directory.EnumerateFileSystemEntries(outside).ShouldBe([Path.Combine(outside, "precious")], trap);
        File.ReadAllText(Path.Combine(outside, "precious")).ShouldBe("precious", trap);
        File.ReadAllText("/proc/self/mountinfo").ShouldNotContain(outside, Case.Sensitive, trap);
    }
}
