using System.ComponentModel;
using System.Diagnostics;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Storage.Roots;

/// <summary>A file with an empty ext4 file system, which takes no more of the disk than what is written to it.</summary>
internal static class ExtImage
{
    public const long Least = 8L << 20;

    private const string Program = "mkfs.ext4";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Null, or why such a file cannot be made on this machine.</summary>
    public static string? Problem() => Find() is null
        ? "A file system in a file is made with mkfs.ext4, which is not on this machine. Install it with: apt-get install e2fsprogs"
        : null;

    /// <summary>Null, or what went wrong.</summary>
    public static string? Make(RootFolder folder, string name, long bytes)
    {
        using (var file = folder.Handle.OpenFile(name, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_EXCL, 0x180))
        {
            if (LinuxFs.ftruncate(file.Number, bytes) != 0)
                return $"A file of {bytes} bytes cannot be made on this disk: {Errno.Describe(System.Runtime.InteropServices.Marshal.GetLastPInvokeError())}.";
        }
        // No part of it is kept for the host's root, and nothing is written to it now that can be written when it is needed.
        var start = new ProcessStartInfo(Find() ?? Program)
        {
            ArgumentList = { "-q", "-F", "-m", "0", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard,root_owner=0:0", "-L", "root", Path.Combine(folder.Path, name) },
            RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/",
        };
        start.Environment.Clear();
        try
        {
            using var process = Process.Start(start)!;
            var said = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill();
                return $"{Program} did not end within {Limit.TotalSeconds:0} s.";
            }
            return process.ExitCode == 0 ? null : $"{Program} failed: {said.GetAwaiter().GetResult().Trim()}";
        }
        catch (Win32Exception failure)
        {
            return $"{Program} cannot be started: {failure.Message}. Install it with: apt-get install e2fsprogs";
        }
    }

    private static string? Find() =>
        new[] { "/usr/sbin", "/sbin", "/usr/bin", "/bin" }.Select(folder => Path.Combine(folder, Program)).FirstOrDefault(File.Exists);
}
