using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Security;

/// <summary>Case E08: each path that is hidden, asked for by itself (CVE-2025-31133).</summary>
public sealed class MaskedPathTests(RuntimeHost host) : IClassFixture<RuntimeHost>
{
    /// <summary>What Moby, Podman and containerd hide.</summary>
    public static TheoryData<string> Hidden() =>
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug",
        "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/proc/kmsg", "/proc/kpagecount", "/sys/devices/virtual/powercap",
        "/sys/firmware", "/sys/fs/selinux", "/sys/kernel/debug",
    ];

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task E08_MaskedPath_GivesNothingAndTakesNothing(string path)
    {
        Assert.SkipUnless(Path.Exists(path), $"this kernel has no {path}");
        var done = await host.ShellAsync(
            $"p={path}; if [ -d $p ]; then ls -A $p; touch $p/x 2>/dev/null && echo written; else cat $p | head -c 100; stat -c '%t:%T %F' $p; fi; "
            + "umount $p 2>/dev/null && echo taken away; echo end");
        done.Stdout.ShouldBe(Directory.Exists(path) ? "end\n" : "1:3 character special file\nend\n", done.Stderr);
    }

    [Theory]
    [InlineData("/proc/./interrupts")]
    [InlineData("/proc/1/../interrupts")]
    [InlineData("/proc/self/root/proc/interrupts")]
    [InlineData("//proc//interrupts")]
    public async Task E08_MaskedPath_ByAnotherName_IsTheSame(string path)
    {
        (await File.ReadAllTextAsync("/proc/interrupts", RuntimeHost.Token())).ShouldNotBeEmpty();
        var done = await host.ShellAsync($"cat {path} | head -c 100 | wc -c");
        done.Stdout.ShouldBe("0\n", done.Stderr);
        done.Stderr.ShouldBeEmpty();
    }

    [Fact]
    public async Task E08_MaskedPath_BesideMountsOfOnesOwn_StaysMasked()
    {
        // The mask comes after the mounts: none of them can be put over it.
        var done = await host.ShellAsync("cat /proc/interrupts | head -c 100 | wc -c; ls -A /sys/firmware", spec => spec with
        {
            Tree = new TreeSpec(),
            Mounts = [new MountSpec { Kind = MountKind.Inside, Source = "/proc/version", Target = "/proc/interrupts" }],
        });
        done.Stdout.ShouldBe("0\n", done.Stderr);
    }

    [Fact]
    public async Task E08_MaskedPathIsALink_IsCoveredItself()
    {
        Assert.SkipWhen(host.WhyNot is not null, host.WhyNot ?? "");
        var image = host.Images.LayerPath(host.Images.Resolve("busybox").Image!.Digest)!;
        using var upper = new ScratchFolder();
        File.CreateSymbolicLink(Path.Combine(upper.Path, "hidden"), "/etc");
        var done = await host.ShellAsync("cat /hidden/passwd 2>/dev/null; stat -c %t:%T /hidden; test -s /etc/passwd && echo there", spec => spec with
        {
            Image = null, RootfsPath = upper.Path, Root = new RootSpec { Lower = [image] }, Tree = new TreeSpec { Masked = ["/hidden"] },
        });
        done.Stdout.ShouldBe("1:3\nthere\n", done.Stderr);
    }
}
