using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Hotplug;

/// <summary>Places in a container for what is put there; called where every path is the container's. Each null, or what went wrong.</summary>
internal static class InjectedPath
{
    private const uint FolderMode = 0b111_101_101, FileMode = 0b110_100_100;

    public static (string Folder, string Name) Split(string path)
    {
        var clean = path.TrimEnd('/');
        var slash = clean.LastIndexOf('/');
        return (slash <= 0 ? "/" : clean[..slash], clean[(slash + 1)..]);
    }

    public static string? MakeFolders(string path)
    {
        if (Directory.Exists(path))
            return null;
        var (folder, name) = Split(path);
        if (folder != path && MakeFolders(folder) is { } problem)
            return problem;
        using var parent = DirectoryHandle.TryOpen(folder, out var errno);
        errno = parent?.TryMakeDirectory(name, FolderMode) ?? errno;
        return errno is 0 or Errno.EEXIST ? null : $"{path} cannot be made: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
    }

    /// <summary>An empty file to mount something on, unless something is there.</summary>
    public static string? MakeFile(string path)
    {
        if (File.Exists(path))
            return null;
        var (folder, name) = Split(path);
        if (MakeFolders(folder) is { } problem)
            return problem;
        using var parent = DirectoryHandle.Open(folder);
        using var file = parent.TryOpenFile(name, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_EXCL, out var errno, FileMode);
        return errno is 0 or Errno.EEXIST ? null : $"{path} cannot be made: {Errno.Describe(errno)} ({Errno.Name(errno)}).";
    }
}
