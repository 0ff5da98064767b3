using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>
/// The device nodes below a directory. The directory may be somebody else's and change meanwhile: no link in it is followed,
/// neither to a device nor to another directory, so that nothing outside of it is found.
/// </summary>
public static class DeviceTree
{
    private const int MostDepth = 32;

    /// <returns>Paths relative to the directory, in the order of their bytes; null: it cannot be opened.</returns>
    /// <param name="path">Links in the path itself lead on, as in any path that a user gives.</param>
    public static IReadOnlyList<(string Path, DeviceNumber Device)>? Below(string path)
    {
        using var top = DirectoryHandle.TryOpen(path, out _);
        if (top is null)
            return null;
        var found = new List<(string, DeviceNumber)>();
        Walk(top.Number, "", 0, found);
        return found;
    }

    private static void Walk(int directory, string path, int depth, List<(string, DeviceNumber)> found)
    {
        foreach (var name in EntryCalls.Names(directory, out _))
        {
            if (EntryCalls.Look(directory, name, out var status) < 0)
                continue;
            var here = $"{path}/{Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1))}";
            if (status.Type is SysStat.S_IFCHR or SysStat.S_IFBLK)
            {
                var kind = status.Type == SysStat.S_IFCHR ? 'c' : 'b';
                found.Add((here[1..], new DeviceNumber(kind, status.Major, status.Minor, status.Permissions, status.Uid, status.Gid)));
            }
            if (!status.IsDirectory || depth == MostDepth)
                continue;
            var fd = EntryCalls.Open(directory, name, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY);
            if (fd < 0)
                continue;
            try
            {
                Walk(fd, here, depth + 1, found);
            }
            finally
            {
                EntryCalls.Close(fd);
            }
        }
    }
}
