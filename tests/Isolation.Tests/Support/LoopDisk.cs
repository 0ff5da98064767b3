using System.Diagnostics;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A disk of eight megabytes for the length of a test.</summary>
internal sealed class LoopDisk : IDisposable
{
    private readonly ScratchFolder _folder;

    private LoopDisk(ScratchFolder folder, string path)
    {
        _folder = folder;
        Path = path;
    }

    public string Path { get; }

    /// <summary><c>MAJOR:MINOR</c>.</summary>
    public string Number => File.ReadAllText($"/sys/block/{System.IO.Path.GetFileName(Path)}/dev").Trim();

    public static LoopDisk Make()
    {
        Needs.Root();
        Assert.SkipUnless(File.Exists("/dev/loop-control"), "this kernel has no loop devices");
        var folder = new ScratchFolder();
        var image = System.IO.Path.Combine(folder.Path, "disk");
        File.WriteAllBytes(image, new byte[8 << 20]);
        var (code, said) = Run("--find", "--show", image);
        if (code == 0)
            return new LoopDisk(folder, said.Trim());
        folder.Dispose();
        Assert.Skip($"no loop device can be had: {said.Trim()}");
        throw new InvalidOperationException();
    }

    public void Dispose()
    {
        Run("--detach", Path).Code.ShouldBe(0);
        _folder.Dispose();
    }

    private static (int Code, string Said) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("losetup", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
