using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>A small file system of its own; what fills it, and what is there to be freed again, is a ballast file.</summary>
internal sealed class TinyDisk : IDisposable
{
    private TinyDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Ballast => Path.Combine(Folder, "ballast");

    /// <summary>Skips the test where none can be mounted.</summary>
    public static TinyDisk Mount(int mebibytes)
    {
        string folder = Directory.CreateTempSubdirectory("orch-tiny-").FullName;
        string? problem = Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m,mode=0755"), "tmpfs", folder);
        if (problem is null)
            return new TinyDisk(folder);
        Directory.Delete(folder);
        Assert.Skip($"no file system can be mounted here: {problem}");
        throw new UnreachableException();
    }

    /// <summary>Leaves that many bytes.</summary>
    public void Fill(long free)
    {
        using FileStream ballast = new(Ballast, FileMode.Create);
        long rest = new DriveInfo(Folder).AvailableFreeSpace - free;
        byte[] block = new byte[4096];
        for (; rest > 0; rest -= block.Length)
            ballast.Write(block);
    }

    public void Free() => File.Delete(Ballast);

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static string? Run(string program, params string[] words)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, words) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
