using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Isolation;

/// <summary>What the audit says of roots that were made to lead the engine astray.</summary>
public sealed class HostileRootTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    [Theory]
    [InlineData("E06", "rm -rf proc; ln -s /etc proc", "mount proc on /proc failed in openat2: too many levels of symbolic links (ELOOP)")]
    [InlineData("E10", "rm -rf dev; ln -s /etc dev", "mount tmpfs on /dev failed in openat2: too many levels of symbolic links (ELOOP)")]
    [InlineData("E35", "rm -rf sys; mkfifo sys", "mount sysfs on /sys failed in move_mount: not a directory (ENOTDIR)")]
    public async Task E06_E10_E35_RefusedStart_IsOneEventThatSaysWhy(string name, string make, string why)
    {
        var rootfs = await RootfsAsync(name, make);

        var run = await root.Orch("run", "--name", name, "--rootfs", rootfs, "true");

        run.ExitCode.ShouldBe(125, run.ToString());
        run.Error.ShouldContain(why);
        var events = await root.Events(name);
        var failed = events.Where(e => e.GetProperty("type").GetString() == "container-start-failed").ShouldHaveSingleItem();
        failed.ToString().ShouldContain(why);
        events.ShouldNotContain(e => e.GetProperty("type").GetString() == "container-started");
        (await root.State(name)).ShouldBe("STOPPED");
    }

    [Fact]
    public async Task E05_RefusedSubpath_IsOneEventThatSaysWhy()
    {
        var volume = Directory.CreateDirectory(Path.Combine(root.Folder, "volume")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(volume, "out"), "/etc");

        var run = await root.Orch("run", "--name", "subpath", "--mount", $"type=bind,src={volume},subpath=out,dst=/in", "busybox", "ls", "/in");

        run.ExitCode.ShouldBe(125, run.ToString());
        run.Error.ShouldContain($"{volume} with the subpath out of the mount on /in cannot be opened: no such file or directory (ENOENT)");
        (await root.Events("subpath")).Count(e => e.GetProperty("type").GetString() == "container-start-failed").ShouldBe(1);
    }

    [Fact]
    public async Task Chroot_OnRequest_IsCalledNoBoundary()
    {
        var run = await root.Orch("run", "-d", "--name", "chrooted", "-o", "rootfs.enter=chroot", "busybox", "sleep", "600");
        run.Ok();
        run.Error.ShouldContain("this is no boundary");
        (await root.Inspect("chrooted")).GetProperty("isolation").GetProperty("root").GetString().ShouldBe("chroot (no boundary)");
        (await root.Orch("run", "-d", "--name", "pivoted", "busybox", "sleep", "600")).Ok().Error.ShouldNotContain("boundary");
        (await root.Inspect("pivoted")).GetProperty("isolation").GetProperty("root").GetString().ShouldBe("pivot_root");
        (await root.Orch("rm", "-f", "chrooted", "pivoted")).Ok();
    }

    [Fact]
    public async Task Image_DaemonAndLauncherKilled_LeavesNoLoopDevice()
    {
        Assert.SkipUnless(File.Exists("/dev/loop-control"), "this kernel has no loop devices");
        var image = Path.Combine(root.Folder, "root.img");
        (await root.Tool("/bin/sh", "-ec", $"truncate -s 16M {image}; /usr/sbin/mkfs.ext4 -q -d {await RootfsAsync("image", ":")} {image}")).Ok();
        (await root.Orch("run", "-d", "--name", "looped", "-o", "rootfs.direct", "--rootfs", image, "sleep", "600")).Ok();
        Loops(image).ShouldBe(1);

        await OrchRoot.KillAsync(await root.DaemonPid());
        await OrchRoot.KillAsync(await root.LauncherPid());
        (await root.State("looped")).ShouldBe("RUNNING");
        Loops(image).ShouldBe(1);
        (await root.Orch("rm", "-f", "looped")).Ok();

        await Clock.Until("the loop device is gone", () => Loops(image) == 0);
    }

    [Fact]
    public async Task Volume_ByName_IsSharedAndKept()
    {
        (await root.Orch("run", "--rm", "-v", "kept:/data", "busybox", "sh", "-c", "echo one >/data/file; mkdir /data/sub; echo two >/data/sub/file")).Ok();
        (await root.Orch("run", "--rm", "-v", "kept:/data:ro,noexec", "busybox", "sh", "-c", "cat /data/file; touch /data/x 2>/dev/null || echo refused")).Ok()
            .Out.ShouldBe("one\nrefused\n");
        (await root.Orch("run", "--rm", "--mount", "type=volume,src=kept,volume-subpath=sub,dst=/part", "busybox", "cat", "/part/file")).Ok().Out.ShouldBe("two\n");
        (await root.Orch("create", "--name", "user", "-v", "kept:/data", "busybox", "true")).Ok();
        (await root.Orch("volume", "create", "other")).Ok().Out.ShouldBe("other\n");
        (await root.Orch("volume", "ls", "-q")).Ok().Out.ShouldBe("kept\nother\n");
        var refused = await root.Orch("volume", "rm", "kept");
        refused.ExitCode.ShouldBe(125);
        refused.Error.ShouldContain("The volume kept is mounted by user");
        (await root.Orch("rm", "user")).Ok();
        (await root.Orch("volume", "rm", "kept", "other")).Ok();
        (await root.Orch("volume", "rm", "kept")).Error.ShouldContain("There is no volume kept");
        (await root.Orch("volume", "ls", "-q")).Ok().Out.ShouldBe("");
    }

    private static int Loops(string image) => Directory.EnumerateDirectories("/sys/block", "loop*")
        .Select(device => Path.Combine(device, "loop/backing_file"))
        .Count(file => File.Exists(file) && File.ReadAllText(file).StartsWith(image, StringComparison.Ordinal));

    private async Task<string> RootfsAsync(string name, string make)
    {
        var path = Path.Combine(root.Folder, $"rootfs-{name}");
        (await root.Tool("/bin/sh", "-ec", $"mkdir -p {path}/bin {path}/proc {path}/sys {path}/dev; cp /bin/busybox {path}/bin; "
            + $"for p in sh true sleep; do ln -s busybox {path}/bin/$p; done; cd {path}; {make}")).Ok();
        return path;
    }
}
