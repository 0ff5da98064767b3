using System.Diagnostics;

namespace Orchestrator.Isolation.Tests.Support;

/// <summary>A v1 hierarchy that the host has in its kernel but not mounted, for the length of a test.</summary>
internal sealed class V1Mount : IDisposable
{
    private readonly ScratchFolder _folder = new();

    private V1Mount()
    {
    }

    public string Path => _folder.Path;

    public static V1Mount Of(string controller)
    {
        Needs.Root();
        var mount = new V1Mount();
        var (code, said) = Run("mount", "-t", "cgroup", "-o", controller, controller, mount.Path);
        if (code == 0)
            return mount;
        mount._folder.Dispose();
        Assert.Skip($"the kernel mounts no v1 hierarchy of {controller}: {said.Trim()}");
        throw new InvalidOperationException();
    }

    public void Dispose()
    {
        Run("umount", Path).Code.ShouldBe(0);
        _folder.Dispose();
    }

    private static (int Code, string Said) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }
}
