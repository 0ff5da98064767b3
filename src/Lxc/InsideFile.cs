using System.Text;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Lxc;

/// <summary>Files below a container's root, whose links lead nowhere else.</summary>
internal static class InsideFile
{
    private const int Most = 1 << 20;

    /// <summary>Null when it cannot be read.</summary>
    public static string? Read(DirectoryHandle root, string path)
    {
        using var file = root.TryOpenInRoot(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, out _);
        if (file is null)
            return null;
        try
        {
            using var handle = new SafeFileHandle(file.Number, ownsHandle: false);
            using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
            var bytes = new byte[Most];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    public static bool HasDirectory(DirectoryHandle root, string path)
    {
        using var found = root.TryOpenInRoot(path, Fcntl.O_PATH | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, out _);
        return found is not null;
    }
}
