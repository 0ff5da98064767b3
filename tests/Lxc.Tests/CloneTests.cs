namespace Orchestrator.Lxc.Tests;

public sealed class CloneTests : IDisposable
{
    private readonly Directories _directories = new();

    public void Dispose() => _directories.Dispose();

    [Fact]
    public void Clone_CopiesFilesAndChangesName()
    {
        using var original = _directories.Make("one", "lxc.net.0.type = veth\nlxc.net.0.hwaddr = 00:16:3e:00:00:01\n");
        using var copy = original.Clone("two");
        copy.ShouldNotBeNull(original.ErrorString);
        copy.GetConfigItem("lxc.uts.name").ShouldBe("two");
        copy.GetConfigItem("lxc.rootfs.path").ShouldBe($"{_directories.Path}/two/rootfs");
        copy.GetConfigItem("lxc.net.0.hwaddr").ShouldNotBe("00:16:3e:00:00:01");
        File.ReadAllText(Path.Combine(_directories.Path, "two/rootfs/etc/hostname")).ShouldBe("two\n");
        File.ReadAllText(Path.Combine(_directories.Path, "one/rootfs/etc/hostname")).ShouldBe("one\n");
        original.Clone("two").ShouldBeNull();
    }

    [Fact]
    public void Clone_KeepsWhatIsAskedFor()
    {
        using var original = _directories.Make("one", "lxc.net.0.type = veth\nlxc.net.0.hwaddr = 00:16:3e:00:00:01\n");
        using var copy = original.Clone("two", flags: LxcCloneFlags.KeepName | LxcCloneFlags.KeepMacAddress)!;
        copy.GetConfigItem("lxc.uts.name").ShouldBe("one");
        copy.GetConfigItem("lxc.net.0.hwaddr").ShouldBe("00:16:3e:00:00:01");
    }

    [Fact]
    public void Clone_AsSnapshot_SharesFilesAndHoldsTheOriginal()
    {
        using var original = _directories.Make("one");
        using var copy = original.Clone("two", flags: LxcCloneFlags.Snapshot)!;
        copy.GetConfigItem("lxc.rootfs.path").ShouldBe($"overlay:{_directories.Path}/one/rootfs:{_directories.Path}/two/overlay/delta");
        original.Destroy().ShouldBeFalse();
        original.ErrorString!.ShouldContain("clones");
        copy.Destroy().ShouldBeTrue(copy.ErrorString);
        original.Destroy().ShouldBeTrue(original.ErrorString);
    }

    [Fact]
    public void Snapshot_IsListedRestoredAndRemoved()
    {
        using var container = _directories.Make("one");
        var file = Path.Combine(_directories.Path, "one/rootfs/etc/hostname");
        var comment = Path.Combine(_directories.Path, "note");
        File.WriteAllText(comment, "before the change\n");
        container.Snapshot(comment).ShouldBe(0, container.ErrorString);
        File.WriteAllText(file, "changed\n");
        container.Snapshot().ShouldBe(1, container.ErrorString);

        var list = container.SnapshotList();
        list.Select(snapshot => snapshot.Name).ShouldBe(["snap0", "snap1"]);
        File.ReadAllText(list[0].CommentPath!).ShouldBe("before the change\n");
        list[0].Timestamp.ShouldMatch(@"^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$");
        container.Destroy().ShouldBeFalse();

        container.SnapshotRestore("snap0").ShouldBeTrue(container.ErrorString);
        File.ReadAllText(file).ShouldBe("one\n");
        container.SnapshotRestore("snap1", "three").ShouldBeTrue(container.ErrorString);
        File.ReadAllText(Path.Combine(_directories.Path, "three/rootfs/etc/hostname")).ShouldBe("three\n");
        container.SnapshotDestroy("snap7").ShouldBeFalse();
        container.SnapshotDestroy("snap1").ShouldBeTrue(container.ErrorString);
        container.DestroyWithSnapshots().ShouldBeTrue(container.ErrorString);
        Directory.Exists(Path.Combine(_directories.Path, "one")).ShouldBeFalse();
    }

    [Fact]
    public void Rename_MovesDirectoryAndPaths()
    {
        using var container = _directories.Make("one");
        container.Rename("two").ShouldBeTrue(container.ErrorString);
        container.Name.ShouldBe("two");
        using var found = new LxcContainer("two", _directories.Path);
        found.GetConfigItem("lxc.rootfs.path").ShouldBe($"{_directories.Path}/two/rootfs");
        found.GetConfigItem("lxc.uts.name").ShouldBe("two");
        Directory.Exists(Path.Combine(_directories.Path, "one")).ShouldBeFalse();
    }
}
