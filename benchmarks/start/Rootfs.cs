using Orchestrator.Kernel.Headers;

namespace Orchestrator.Benchmarks.Start;

/// <summary>A copy of an image that belongs to an id range: what an engine without id-mapped layers has to make first.</summary>
internal static class Rootfs
{
    public static string Copy(string from, string to, uint owner)
    {
        Directory.CreateDirectory(to);
        Own(to, owner);
        foreach (var entry in new DirectoryInfo(from).EnumerateFileSystemInfos())
        {
            var target = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } link)
                File.CreateSymbolicLink(target, link);
            else if (entry is DirectoryInfo)
                Copy(entry.FullName, target, owner);
            else
                File.Copy(entry.FullName, target);
            Own(target, owner);
        }
        return to;
    }

    private static void Own(string path, uint owner)
    {
        if (Unistd.fchownat(Fcntl.AT_FDCWD, path, owner, owner, Fcntl.AT_SYMLINK_NOFOLLOW) != 0)
            throw new IOException($"Changing the owner of {path} failed.");
    }
}
