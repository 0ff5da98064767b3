using System.Text;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>Files of a cgroup file system: small, and written by a single write.</summary>
internal static class CgroupFile
{
    public static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        // Some are write-only, some answer EOPNOTSUPP or ENODEV where there is nothing to say.
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The kernel refused it; the message says which file and why.</exception>
    public static void Write(string path, string value)
    {
        using var directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        using var file = directory.OpenFile(Path.GetFileName(path), Fcntl.O_WRONLY);
        var result = file.Write(Encoding.UTF8.GetBytes(value));
        if (result != 0)
            throw new SystemCallException("write", -result, $"Setting {path} to {value}");
    }
}
