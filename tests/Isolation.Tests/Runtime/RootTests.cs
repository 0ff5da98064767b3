using System.Diagnostics;
using System.Security.Cryptography;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Isolation.Tests.Security;
using Orchestrator.Isolation.Tests.Support;

namespace Orchestrator.Isolation.Tests.Runtime;

/// <summary>Roots that are no plain directory: a file with a file system, an upper directory of one's own, chroot.</summary>
public sealed class RootTests(HostileHost hostile) : IClassFixture<HostileHost>, IDisposable
{
    private readonly ScratchFolder _folder = new();

    private RuntimeHost Host => hostile.Host;

    [Theory]
    [InlineData("ext4", "/usr/sbin/mkfs.ext4", "truncate -s 16M $OUT; mkfs.ext4 -q -d $ROOT $OUT")]
    [InlineData("squashfs", "/usr/bin/mksquashfs", "mksquashfs $ROOT $OUT -quiet -no-progress >/dev/null")]
    [InlineData("erofs", "/usr/bin/mkfs.erofs", "mkfs.erofs --quiet $OUT $ROOT >/dev/null")]
    public async Task Image_BelowAWritableLayer_IsNotChanged(string type, string tool, string make)
    {
        var image = await ImageAsync(type, tool, make);
        var before = SHA256.HashData(await File.ReadAllBytesAsync(image, RuntimeHost.Token()));
        var spec = new ContainerSpec
        {
            RootfsPath = image,
            Root = new RootSpec { Image = true },
            Command = ["sh", "-c", "stat -c %u:%g /bin/busybox; touch /made && echo made; grep -c '/dev/loop' /proc/self/mountinfo"],
            User = "root",
        };

        // Two at once: readers do not disturb each other.
        foreach (var done in await Task.WhenAll(Host.RunAsync(spec), Host.RunAsync(spec)))
            done.Stdout.ShouldBe("0:0\nmade\n0\n", done.Stderr);

        SHA256.HashData(await File.ReadAllBytesAsync(image, RuntimeHost.Token())).ShouldBe(before);
        await NoLoopAsync(image);
    }

    [Fact]
    public async Task Image_Direct_IsWrittenTo_ByOneAtATime()
    {
        var image = await ImageAsync("ext4", "/usr/sbin/mkfs.ext4", "truncate -s 16M $OUT; mkfs.ext4 -q -d $ROOT $OUT");
        var spec = new ContainerSpec
        {
            RootfsPath = image,
            Root = new RootSpec { Image = true, Direct = true },
            Command = ["sh", "-c", "cat /count 2>/dev/null; echo line >>/count; echo up; sleep 600"],
        };
        var first = await Host.StartContainerAsync(spec);
        await first.LineAsync("up");

        var (id, prepared) = (Guid.CreateVersion7(), await Host.Runtime.PrepareAsync(Guid.CreateVersion7(), "second", spec, default));
        var outcome = await Host.Runtime.LaunchAsync(new LaunchOrder(id, "second", 1, spec, prepared.Prepared!), RuntimeHost.Token());
        outcome.Failure.ShouldNotBeNull().Message.ShouldContain("is in use by another container");
        await Host.Runtime.DestroyAsync(id, RuntimeHost.Token());

        await first.KillAsync();
        var again = await Host.StartContainerAsync(spec);
        (await again.LineAsync("line")).ShouldBe("line");
        await again.KillAsync();
        await NoLoopAsync(image);
    }

    [Theory]
    [InlineData("head -c 100000 /dev/urandom >$OUT", "holds no file system that is known")]
    [InlineData("truncate -s 4096 $OUT", "holds no file system that is known")]
    [InlineData("printf hsqs >$OUT; truncate -s 8192 $OUT", "cannot be mounted: fsconfig")]
    public async Task Image_ThatIsNone_IsRefusedAndLeavesNoDevice(string make, string why)
    {
        var image = await ImageAsync("bad", "/bin/sh", make);
        var prepared = await Host.Runtime.PrepareAsync(
            Guid.CreateVersion7(), "bad", new ContainerSpec { RootfsPath = image, Root = new RootSpec { Image = true }, Command = ["true"] }, default);
        prepared.Problem.ShouldNotBeNull().ShouldContain(why);
        await NoLoopAsync(image);
    }

    [Fact]
    public async Task Chroot_OnRequest_RunsAndIsNoBoundary()
    {
        using var witness = new ScratchFolder();
        static ContainerSpec Chroot(ContainerSpec spec) => spec with { Root = new RootSpec { Enter = RootEntry.Chroot } };
        var done = await Host.ShellAsync($"ls -d {witness.Path} /bin/busybox 2>/dev/null; pwd; hostname", spec => Chroot(spec) with { Hostname = "inside" });
        done.Stdout.ShouldBe("/bin/busybox\n/\ninside\n", done.Stderr);

        // With a capability that is harmless after pivot_root the root itself can be taken away.
        static ContainerSpec Strong(ContainerSpec spec) => spec with
        {
            Security = new SecuritySpec { CapAdd = ["SYS_ADMIN"], SeccompProfile = "unconfined" },
        };
        (await hostile.TryAsync(spec => Chroot(Strong(spec)), "below-root", witness.Path)).ShouldBe("done");
        (await hostile.TryAsync(Strong, "below-root", witness.Path)).ShouldNotBe("done");
    }

    [Fact]
    public async Task Chroot_Exec_HasTheSameRoot()
    {
        var running = await Host.StartContainerAsync(RuntimeHost.Shell("echo up; sleep 600") with { Root = new RootSpec { Enter = RootEntry.Chroot } });
        await running.LineAsync("up");
        using var folder = new ScratchFolder();
        using (var output = File.OpenHandle(Path.Combine(folder.Path, "out"), FileMode.CreateNew, FileAccess.Write))
        {
            var exec = Guid.NewGuid();
            (await Host.Runtime.ExecAsync(
                new ExecOrder(running.Id, exec, ["sh", "-c", $"ls -d {folder.Path} /bin/sh 2>/dev/null"], new Dictionary<string, string>(), null, null, false, -1, (int)output.DangerousGetHandle(), -1),
                RuntimeHost.Token())).Failure.ShouldBeNull();
            await Host.ExecExitOf(exec);
        }
        (await File.ReadAllTextAsync(Path.Combine(folder.Path, "out"), RuntimeHost.Token())).ShouldBe("/bin/sh\n");
        await running.KillAsync();
    }

    [Fact]
    public async Task Volume_IsSharedWithTheSameOwners_AndClosedToTheHostsUsers()
    {
        static ContainerSpec With(ContainerSpec spec) => spec with
        {
            Mounts = [new MountSpec { Kind = MountKind.Volume, Source = "shared.1", Target = "/data", ReadOnly = false }],
        };
        (await Host.ShellAsync("echo one >/data/file; chown 5:6 /data/file; mkdir /data/deep; stat -c %u:%g /data", With)).Stdout.ShouldBe("0:0\n");
        (await Host.ShellAsync("cat /data/file; stat -c %u:%g /data/file; echo two >>/data/file", With)).Stdout.ShouldBe("one\n5:6\n");
        (await Host.ShellAsync("cat /file; touch /file 2>/dev/null || echo read-only", spec => spec with
        {
            Mounts = [new MountSpec { Kind = MountKind.Volume, Source = "shared.1", Subpath = "file", Target = "/file" }],
        })).Stdout.ShouldBe("one\ntwo\nread-only\n");
        ((int)File.GetUnixFileMode(Path.Combine(Host.Root, "volumes"))).ShouldBe(0b111_000_000);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> ImageAsync(string type, string tool, string make)
    {
        Assert.SkipWhen(Host.WhyNot is not null, Host.WhyNot ?? "");
        Assert.SkipUnless(File.Exists(tool), $"no {tool}: apt-get install e2fsprogs squashfs-tools erofs-utils");
        Assert.SkipUnless(File.Exists("/dev/loop-control"), "this kernel has no loop devices");
        var image = Path.Combine(_folder.Path, $"{type}.img");
        var root = Host.Images.LayerPath(Host.Images.Resolve("busybox").Image!.Digest)!;
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-ec", $"PATH=$PATH:/usr/sbin; ROOT=$1; OUT=$2; {make}", "sh", root, image]))!;
        await shell.WaitForExitAsync(RuntimeHost.Token());
        shell.ExitCode.ShouldBe(0);
        return image;
    }

    /// <summary>The kernel lets go of a device a moment after the last mount of it.</summary>
    private static async Task NoLoopAsync(string image)
    {
        var began = Stopwatch.StartNew();
        while (true)
        {
            var left = Directory.EnumerateDirectories("/sys/block", "loop*")
                .Select(device => Path.Combine(device, "loop/backing_file")).Where(File.Exists)
                .Where(file => Backing(file).StartsWith(image, StringComparison.Ordinal)).ToList();
            if (left.Count == 0)
                return;
            began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10), string.Join(' ', left));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static string Backing(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return ""; // cleared in between
        }
    }
}
