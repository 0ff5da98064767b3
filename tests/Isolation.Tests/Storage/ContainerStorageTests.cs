using System.Diagnostics;
using Orchestrator.Isolation.Storage;
using Orchestrator.Isolation.Tests.Support;
using Orchestrator.Kernel;

namespace Orchestrator.Isolation.Tests.Storage;

public sealed class ContainerStorageTests : IDisposable
{
    private readonly ScratchFolder _root = new();

    [Fact]
    public void E17_Create_OwnersAndModes_AreAsPromised()
    {
        Needs.Root();
        using var storage = new ContainerStorage(_root.Path, Fail);
        var id = Guid.NewGuid();
        storage.Create(id, 1 << 20);
        storage.Create(id, 1 << 20);
        var (stdout, stderr) = storage.OpenLogs(id);
        using (stdout)
        using (stderr)
        {
            stdout.Write("one\n"u8).ShouldBe(0);
            stdout.Status().Permissions.ShouldBe(0b110_000_000u);
        }
        var (again, other) = storage.OpenLogs(id);
        using (again)
        using (other)
            again.Write("two\n"u8).ShouldBe(0);
        File.ReadAllText(storage.Logs(id).Stdout).ShouldBe("one\ntwo\n");
        Convert.ToString((int)File.GetUnixFileMode(Path.Combine(_root.Path, "containers")), 8).ShouldBe("700");
        using var top = DirectoryHandle.Open(_root.Path);
        var upper = top.StatusOf($"containers/{id:N}/upper").ShouldNotBeNull();
        (upper.Uid, upper.Gid, upper.Permissions).ShouldBe((1u << 20, 1u << 20, 0b111_101_101u));
    }

    [Fact]
    public void Destroy_TreeOfAStranger_RemovesItAndNothingElse()
    {
        using var outside = new ScratchFolder();
        File.WriteAllText(Path.Combine(outside.Path, "precious"), "x");
        using var storage = new ContainerStorage(_root.Path, Fail);
        var id = Guid.NewGuid();
        storage.Create(id, Environment.IsPrivilegedProcess ? 1u << 20 : 0);
        var upper = Path.Combine(storage.WritablePath(id), "upper");
        File.CreateSymbolicLink(Path.Combine(upper, "link"), outside.Path);
        Directory.CreateSymbolicLink(Path.Combine(upper, "dirlink"), outside.Path);
        // Non-empty directories named like those that removal itself makes.
        Directory.CreateDirectory(Path.Combine(upper, ".moved-1/a/b/c"));
        Directory.CreateDirectory(Path.Combine(upper, ".moved-2/x"));
        using (var mkfifo = Process.Start("mkfifo", [Path.Combine(upper, "fifo")]))
            mkfifo.WaitForExit();
        storage.Destroy(id);
        Directory.Exists(Path.Combine(_root.Path, "containers", id.ToString("N"))).ShouldBeFalse();
        storage.Trash.Empty();
        File.Exists(Path.Combine(outside.Path, "precious")).ShouldBeTrue();
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "containers")).ShouldBeEmpty();
        storage.Destroy(id);
    }

    [Fact]
    public void L45_Destroy_VeryDeepTree_IsRemoved()
    {
        using var storage = new ContainerStorage(_root.Path, Fail);
        var id = Guid.NewGuid();
        storage.Create(id, Environment.IsPrivilegedProcess ? 1u << 20 : 0);
        // Deeper than PATH_MAX: no single path names the bottom.
        var directory = DirectoryHandle.Open(Path.Combine(storage.WritablePath(id), "upper"));
        for (var depth = 0; depth < 6000; depth++)
        {
            var below = directory.MakeDirectory("d", 0x1C0);
            directory.Dispose();
            directory = below;
        }
        directory.Dispose();
        storage.Destroy(id);
        storage.Trash.Empty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "containers")).ShouldBeEmpty();
    }

    [Fact]
    public void Trash_AfterACrash_IsRemovedByTheNext()
    {
        Directory.CreateDirectory(Path.Combine(_root.Path, "containers/.trash-1/x/y"));
        using var storage = new ContainerStorage(_root.Path, Fail);
        storage.Trash.Start();
        storage.Trash.Empty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "containers")).ShouldBeEmpty();
    }

    [Fact]
    public void Destroy_ManyAtOnce_AllAreGoneOnceTheTrashIsEmpty()
    {
        using var storage = new ContainerStorage(_root.Path, Fail);
        Parallel.For(0, 300, _ =>
        {
            var id = Guid.NewGuid();
            storage.Create(id, 0);
            File.WriteAllText(Path.Combine(storage.WritablePath(id), "upper", "file"), "x");
            storage.Destroy(id);
            Directory.Exists(storage.WritablePath(id)).ShouldBeFalse();
        });
        storage.Trash.Empty();
        Directory.EnumerateFileSystemEntries(Path.Combine(_root.Path, "containers")).ShouldBeEmpty();
    }

    private static void Fail(string problem) => throw new InvalidOperationException(problem);

    public void Dispose() => _root.Dispose();
}
