using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Launcher.Tests.Support;

namespace Orchestrator.Launcher.Tests;

/// <summary>What can be said of a mount, and id maps of single mounts (case E33).</summary>
public sealed class MountWordTests
{
    private const int Loop = 40;

    [Theory]
    [InlineData("plain", "in the volume\n")]
    [InlineData("a/b", "below\n")]
    [InlineData("link", "in the volume\n")]
    [InlineData("up", "in the volume\n")]
    [InlineData("away", null)]
    [InlineData("nowhere", null)]
    [InlineData("magic", null)]
    public async Task E05_Subpath_LeadsNowhereOutsideOfTheVolume(string path, string? content)
    {
        await using var host = await LauncherHost.StartAsync();
        var volume = Volume(host);
        var mount = new MountSpec { Source = volume, Subpath = path, Target = "/in" };

        using var source = MountSource.Open(mount, out var problem);

        (source is null).ShouldBe(content is null, problem);
        if (source is null)
            problem!.ShouldStartWith($"The source {volume} with the subpath {path} of the mount on /in cannot be opened: ");
        else
            (await OutputAsync(host, new Box(host), [mount], [source], "cat /in/file")).ShouldBe(content);
    }

    [Fact]
    public async Task Subpath_WithNosymlink_RefusesALink()
    {
        await using var host = await LauncherHost.StartAsync();

        MountSource.Open(new MountSpec { Source = Volume(host), Subpath = "link", NoSymlinks = true, Target = "/in" }, out var problem).ShouldBeNull();

        problem!.ShouldContain("(ELOOP)");
    }

    [Fact]
    public async Task Nosymlink_LinkInTheTarget_IsRefused()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        File.CreateSymbolicLink(Path.Combine(box.Image, "link"), "etc");
        var mount = new MountSpec { Kind = MountKind.Tmpfs, Target = "/link/deep", NoSymlinks = true };

        var answer = await host.Connection.LaunchAsync(box.Launch(Spec([mount], "true")), LauncherHost.Token());

        (answer.Failure!.Step, answer.Failure.Errno).ShouldBe(("mount tmpfs on /link/deep", Loop));
        var followed = box.Launch(Spec([mount with { NoSymlinks = null }], "grep -c ' /etc/deep ' /proc/self/mountinfo"));
        (await FinishAsync(host, box, followed)).ShouldBe("1\n");
    }

    [Fact]
    public async Task Create_False_WantsTheTarget_AndOptionalGoesOnWithout()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var mount = new MountSpec { Kind = MountKind.Tmpfs, Target = "/not/there", Create = false };

        (await host.Connection.LaunchAsync(box.Launch(Spec([mount], "true")), LauncherHost.Token())).Failure!.Errno.ShouldBe(2);
        (await FinishAsync(host, box, box.Launch(Spec([mount with { Optional = true }], "ls -d /not; echo on")))).ShouldBe("on\n");
    }

    [Fact]
    public async Task E32_ReadOnly_AllTheWayDownUnlessShallow()
    {
        await using var host = await LauncherHost.StartAsync();
        var tree = Directory.CreateDirectory(Path.Combine(host.Root, "tree")).FullName;
        using var mounted = TemporaryMount.Tmpfs(Directory.CreateDirectory(Path.Combine(tree, "below")).FullName);
        File.SetUnixFileMode(tree, (UnixFileMode)0b111_111_111);
        const string script = "touch /tree/x 2>/dev/null && echo top; touch /tree/below/x 2>/dev/null && echo below; true";

        (await OutputAsync(host, new Box(host), [new MountSpec { Source = tree, Target = "/tree" }], script)).ShouldBe("");
        (await OutputAsync(host, Another(host), [new MountSpec { Source = tree, Target = "/tree", Shallow = true }], script)).ShouldBe("below\n");
    }

    [Fact]
    public async Task E32_SourceExchangedAfterItWasOpened_IsStillTheOldOne()
    {
        await using var host = await LauncherHost.StartAsync();
        var volume = Volume(host);
        var source = Path.Combine(volume, "plain");
        MountSpec[] mounts = [new() { Source = Path.Combine(volume, "link"), Target = "/in" }];
        var sources = Open(mounts);
        Directory.Move(source, source + "-old");
        Directory.CreateSymbolicLink(source, Path.Combine(host.Root, "outside"));

        (await OutputAsync(host, new Box(host), mounts, sources, "cat /in/file")).ShouldBe("in the volume\n");
    }

    [Fact]
    public async Task E32_Propagation_NoMountOfTheContainerReachesTheHost_NorOneOfTheHostTheContainer()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var shared = Directory.CreateDirectory(Path.Combine(host.Root, "shared")).FullName;
        using var top = TemporaryMount.Tmpfs(shared);
        TemporaryMount.Share(shared);
        var late = Directory.CreateDirectory(Path.Combine(shared, "late")).FullName;
        Directory.CreateDirectory(Path.Combine(shared, "mine"));
        using var ready = new ReadyPipe();
        var gate = Path.Combine(host.Root, "gate");
        await File.WriteAllTextAsync(gate, "");
        MountSpec[] mounts =
        [
            new() { Source = shared, Target = "/shared", ReadOnly = false }, new() { Source = gate, Target = "/gate" },
        ];
        var sources = Open(mounts);
        var launch = box.Launch(Spec(mounts, "mount -t tmpfs none /shared/mine && echo mounted; while ! grep -q go /gate; do sleep 0.02; done; grep -c /shared/late /proc/self/mountinfo; true"))
            with { MountSources = sources, Stdout = ready.WriteEnd, Capabilities = new CapabilitySets(1UL << 21, 1UL << 21, 1UL << 21, 1UL << 21, 0) };
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();

        (await ready.LineAsync()).ShouldBe("mounted");
        (await File.ReadAllTextAsync("/proc/self/mountinfo")).ShouldNotContain("/shared/mine ");
        using (TemporaryMount.Tmpfs(late))
        {
            await File.WriteAllTextAsync(gate, "go");
            (await ready.LineAsync()).ShouldBe("0");
        }
        (await host.ExitOfAsync(launch.Id)).Status.ShouldBe(ExitStatus.Exited(0));
    }

    [Fact]
    public async Task E33_Idmap_OfTheContainer_RootsFilesAreRootsInside()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Owned(host, "data", 0, 0);
        Owned(host, "data/other", 70_000, 70_000);
        var mount = new MountSpec { Source = folder, Target = "/in", ReadOnly = false, IdMap = new MountIdMap() };

        (await OutputAsync(host, new Box(host), [mount], "touch /in/new; stat -c %u:%g /in /in/new /in/other"))
            .ShouldBe("0:0\n0:0\n65534:65534\n");
        OwnerOf(Path.Combine(folder, "new")).ShouldBe((0u, 0u));
    }

    [Fact]
    public async Task E33_Idmap_OfIds_OthersAreNobody()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Owned(host, "data", 1234, 1235);
        Owned(host, "data/root", 0, 0);
        Owned(host, "data/third", 1236, 1300);
        var map = new MountIdMap
        {
            Ranges =
            [
                new(false, true, 1234, 0, 1), new(false, true, 1236, 40, 10), new(true, true, 1235, 0, 1), new(true, false, 1300, Box.IdBase + 7, 1),
            ],
        };
        var mount = new MountSpec { Source = folder, Target = "/in", ReadOnly = false, IdMap = map };

        // Nobody's files cannot be made: the id of the writer must be one of those mapped.
        (await OutputAsync(host, new Box(host), [mount], "touch /in/new; stat -c %u:%g /in /in/new /in/root /in/third"))
            .ShouldBe("0:0\n0:0\n65534:65534\n40:7\n");
        OwnerOf(Path.Combine(folder, "new")).ShouldBe((1234u, 1235u));
    }

    [Fact]
    public async Task E33_Idmap_ReachesBelowOnlyWhenRecursive()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Owned(host, "data", 0, 0);
        using var below = TemporaryMount.Tmpfs(Owned(host, "data/below", 0, 0));
        var mount = new MountSpec { Source = folder, Target = "/in", ReadOnly = false, IdMap = new MountIdMap() };
        const string look = "stat -c %u:%g /in /in/below";

        (await OutputAsync(host, new Box(host), [mount], look)).ShouldBe("0:0\n65534:65534\n");
        var deep = mount with { IdMap = new MountIdMap { Recursive = true } };
        (await OutputAsync(host, Another(host), [deep], look)).ShouldBe("0:0\n0:0\n");
        (await OutputAsync(host, Another(host), [deep with { Recursive = false }], look)).ShouldBe("0:0\n0:0\n");
    }

    [Fact]
    public async Task E33_Idmap_SeveralMounts_EachHasItsOwn()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Owned(host, "data", 500, 500);
        MountSpec Mapped(string target, uint inside) => new()
        {
            Source = folder, Target = target,
            IdMap = new MountIdMap { Ranges = [new(false, true, 500, inside, 1), new(true, true, 500, inside, 1)] },
        };

        (await OutputAsync(host, new Box(host), [Mapped("/a", 1), Mapped("/b", 2), new() { Source = folder, Target = "/c" }], "stat -c %u:%g /a /b /c"))
            .ShouldBe("1:1\n2:2\n65534:65534\n");
    }

    [Fact]
    public async Task E33_Idmap_OnAFileSystemWithoutThem_IsRefusedAndNamed()
    {
        await using var host = await LauncherHost.StartAsync();
        var box = new Box(host);
        var mount = new MountSpec { Source = "/proc/sys", Target = "/in", IdMap = new MountIdMap() };
        var sources = Open([mount]);

        var answer = await host.Connection.LaunchAsync(box.Launch(Spec([mount], "true")) with { MountSources = sources }, LauncherHost.Token());

        answer.Failure!.Step.ShouldBe("id-map the mount on /in");
        answer.Failure.Errno.ShouldBe(22);
    }

    [Fact]
    public async Task E33_Idmap_ManyLaunches_LeaveNoDescriptorInTheLauncher()
    {
        await using var host = await LauncherHost.StartAsync();
        var folder = Owned(host, "data", 0, 0);
        var box = new Box(host);
        MountSpec[] mounts = [new() { Source = folder, Target = "/in", IdMap = new MountIdMap() }];
        async Task<int> CountAfterAsync(int launches)
        {
            for (var i = 0; i < launches; i++)
                await OutputAsync(host, box, mounts, "true");
            // Detached mounts, whose path is "/", are closed when the launcher is idle.
            while (true)
            {
                var open = Directory.GetFileSystemEntries($"/proc/{host.Connection.LauncherPid}/fd");
                if (!open.Any(link => new FileInfo(link).LinkTarget == "/"))
                    return open.Length;
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, LauncherHost.Token());
            }
        }
        var before = await CountAfterAsync(2);

        (await CountAfterAsync(10)).ShouldBe(before);
    }

    /// <summary>A box beside one that has made its image already.</summary>
    private static Box Another(LauncherHost host) => new(host, $"image{Guid.NewGuid():N}");

    private static string Volume(LauncherHost host)
    {
        var volume = Directory.CreateDirectory(Path.Combine(host.Root, "volume")).FullName;
        Directory.CreateDirectory(Path.Combine(host.Root, "outside"));
        foreach (var (path, content) in (ReadOnlySpan<(string, string)>)[("outside/file", "outside\n"), ("volume/plain/file", "in the volume\n"), ("volume/a/b/file", "below\n")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(host.Root, path))!);
            File.WriteAllText(Path.Combine(host.Root, path), content);
        }
        foreach (var (name, target) in (ReadOnlySpan<(string, string)>)
            [("link", "plain"), ("up", "../../../plain"), ("away", Path.Combine(host.Root, "outside")), ("nowhere", "nowhere"), ("magic", "/proc/self/root")])
        {
            File.CreateSymbolicLink(Path.Combine(volume, name), target);
        }
        return volume;
    }

    private static string Owned(LauncherHost host, string name, uint uid, uint gid)
    {
        var folder = Directory.CreateDirectory(Path.Combine(host.Root, name)).FullName;
        Unistd.fchownat(Fcntl.AT_FDCWD, folder, uid, gid, 0).ShouldBe(0);
        return folder;
    }

    private static (uint, uint) OwnerOf(string path)
    {
        SysStat.statx(Fcntl.AT_FDCWD, path, 0, SysStat.STATX_BASIC_STATS, out var status).ShouldBe(0);
        return (status.stx_uid, status.stx_gid);
    }

    private static ContainerSpec Spec(IReadOnlyList<MountSpec> mounts, string script) =>
        new() { Command = ["sh", "-c", script], Mounts = mounts };

    private static List<Descriptor> Open(IReadOnlyList<MountSpec> mounts)
    {
        var sources = new List<Descriptor>();
        foreach (var mount in mounts.Where(mount => mount.HasHostSource))
        {
            var source = MountSource.Open(mount, out var problem);
            problem.ShouldBeNull();
            sources.Add(source!);
        }
        return sources;
    }

    private static async Task<string> OutputAsync(LauncherHost host, Box box, IReadOnlyList<MountSpec> mounts, string script)
    {
        var sources = Open(mounts);
        var output = await OutputAsync(host, box, mounts, sources, script);
        sources.ForEach(source => source.Dispose());
        return output;
    }

    private static Task<string> OutputAsync(
        LauncherHost host, Box box, IReadOnlyList<MountSpec> mounts, IReadOnlyList<Descriptor> sources, string script) =>
        FinishAsync(host, box, box.Launch(Spec(mounts, script)) with { MountSources = sources });

    private static async Task<string> FinishAsync(LauncherHost host, Box box, ResolvedLaunch launch)
    {
        (await host.Connection.LaunchAsync(launch, LauncherHost.Token())).Failure.ShouldBeNull();
        await host.ExitOfAsync(launch.Id);
        return box.Output(launch);
    }
}
