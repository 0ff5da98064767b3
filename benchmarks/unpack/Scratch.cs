using Orchestrator.Kernel;

namespace Orchestrator.Benchmarks.Unpack;

/// <summary>
/// A folder for each run, all removed at the end: ext4 is slow at giving out inodes anew that were freed a moment ago
/// (recently_deleted in fs/ext4/ialloc.c), and whoever came next would pay for it.
/// </summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _path;
    private int _count;

    /// <param name="place">A folder on the disk that is measured.</param>
    public Scratch(string place)
    {
        _path = Path.Combine(place, $"unpack-{Environment.ProcessId}");
        Directory.CreateDirectory(_path);
    }

    /// <summary>Podman takes no longer path than 50 bytes for what it keeps while it runs.</summary>
    public string Short { get; } = Directory.CreateTempSubdirectory("orch-bench-").FullName;

    public string NextFolder() => Path.Combine(_path, $"{_count++}");

    public void Dispose()
    {
        using var parent = DirectoryHandle.Open(Path.GetDirectoryName(_path)!);
        using (var folder = DirectoryHandle.Open(_path))
        {
            foreach (var name in folder.DirectoryNames())
            {
                // What podman mounts stays mounted within its folder.
                if (Directory.Exists(Path.Combine(_path, name, "overlay")))
                    Unmount(Path.Combine(_path, name, "overlay"));
            }
        }
        TreeRemoval.Remove(parent, Path.GetFileName(_path));
        Directory.Delete(Short, recursive: true);
    }

    private static void Unmount(string place)
    {
        try
        {
            Peer.RunAsync(CancellationToken.None, "umount", "-l", place).GetAwaiter().GetResult();
        }
        catch (InvalidOperationException)
        {
            // It was not mounted any more.
        }
    }
}
