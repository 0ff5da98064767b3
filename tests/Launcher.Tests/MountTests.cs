using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>Bind, tmpfs and output mounts.</summary>
public sealed class MountTests
{
    [Fact]
    public async Task Bind_FileOnMissingTarget_IsReadOnly()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var source = Path.Combine(host.Root, "input");
        await File.WriteAllTextAsync(source, "hello\n");
        var mount = new MountSpec { Kind = MountKind.Bind, Source = source, Target = "/a/b/in" };

        var (exit, output) = await RunAsync(host, box, [mount], "cat /a/b/in; echo x >> /a/b/in && exit 9; exit 0");

        exit.Status.ShouldBe(ExitStatus.Exited(0));
        output.ShouldBe("hello\n");
        (await File.ReadAllTextAsync(source)).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Bind_TargetIsALinkOutOfTheRoot_StaysInside()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var source = Directory.CreateDirectory(Path.Combine(host.Root, "source")).FullName;
        File.CreateSymbolicLink(Path.Combine(box.Image, "link"), "../../../../inside");
        var mount = new MountSpec { Kind = MountKind.Bind, Source = source, Target = "/link/deep" };
        Directory.CreateDirectory(Path.Combine(box.Image, "inside"));

        var (_, output) = await RunAsync(host, box, [mount], "cat /proc/self/mountinfo");

        output.ShouldContain(" /inside/deep ");
        Directory.Exists("/inside").ShouldBeFalse();
    }

    [Fact]
    public async Task Tmpfs_HasItsSize()
    {
        await using var host = await LauncherHost.StartAsync();
        var mount = new MountSpec { Kind = MountKind.Tmpfs, Target = "/scratch", ReadOnly = false, SizeBytes = 1 << 20 };

        var (exit, output) = await RunAsync(host, new Box(host), [mount], "/bin/busybox df -k /scratch; touch /scratch/x");

        exit.Status.ShouldBe(ExitStatus.Exited(0));
        output.ShouldContain(" 1024 ");
    }

    [Fact]
    public async Task Output_BelongsToRootInsideAndToTheCallerOutside()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(host.Root, "results")).FullName;
        Unistd.fchownat(Fcntl.AT_FDCWD, folder, 1234, 1235, 0).ShouldBe(0);
        var mount = new MountSpec { Kind = MountKind.Output, Source = folder, Target = "/out", OwnerUid = 1234, OwnerGid = 1235 };

        var (exit, output) = await RunAsync(host, new Box(host), [mount], "echo done > /out/file; stat -c %u:%g /out /out/file");

        exit.Status.ShouldBe(ExitStatus.Exited(0));
        output.ShouldBe("0:0\n0:0\n");
        (await File.ReadAllTextAsync(Path.Combine(folder, "file"))).ShouldBe("done\n");
        SysStat.statx(Fcntl.AT_FDCWD, Path.Combine(folder, "file"), 0, SysStat.STATX_BASIC_STATS, out var status).ShouldBe(0);
        (status.stx_uid, status.stx_gid).ShouldBe((1234u, 1235u));
    }

    [Fact]
    public async Task E32_ReadOnlyBind_IsReadOnlyAllTheWayDown()
    {
        await using var host = await LauncherHost.StartAsync();
        var source = Directory.CreateDirectory(Path.Combine(host.Root, "tree")).FullName;
        var below = Directory.CreateDirectory(Path.Combine(source, "below")).FullName;
        File.SetUnixFileMode(below, (UnixFileMode)0b111_111_111);
        using var mounted = TemporaryMount.Tmpfs(below);
        var mount = new MountSpec { Kind = MountKind.Bind, Source = source, Target = "/tree" };

        var (exit, _) = await RunAsync(host, new Box(host), [mount], "touch /tree/below/x && exit 9; exit 0");

        exit.Status.ShouldBe(ExitStatus.Exited(0));
    }

    [Fact]
    public void Open_MissingSource_SaysWhatIsWrong()
    {
        MountSource.Open(new MountSpec { Source = "/nosuch/file", Target = "/in" }, out var problem).ShouldBeNull();

        problem.ShouldBe("The source /nosuch/file of the mount on /in cannot be opened: no such file or directory (ENOENT). Check the path.");
    }

    private static async Task<(LauncherExit Exit, string Output)> RunAsync(
        LauncherHost host, Box box, IReadOnlyList<MountSpec> mounts, string script)
    {
        var sources = new List<Descriptor>();
        foreach (var mount in mounts.Where(mount => mount.Kind != MountKind.Tmpfs))
        {
            var source = MountSource.Open(mount, out var problem);
            problem.ShouldBeNull();
            sources.Add(source!);
        }
        var launch = box.Launch(new ContainerSpec { Command = ["sh", "-c", script], Mounts = mounts }) with { MountSources = sources };
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
        return (await host.ExitOfAsync(launch.Id), box.Output(launch));
    }
}
