using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>
/// lxc-monitord, which LXC's lxc-monitor starts for a directory: it reads what monitors write into its named pipe and hands
/// that on. Without one there is no pipe, and nobody is told.
/// </summary>
internal static class LxcMonitord
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } own && Unistd.geteuid() != 0
        ? $"{own}/lxc" : "/run/lxc";

    public static void Tell(LxcIdentity identity, ReadOnlySpan<byte> notice)
    {
        // Nobody may put a link there for the daemon to write through: the pipe's folder is root's alone, as the run folder is.
        using var folder = DirectoryHandle.TryOpen($"{Folder}{identity.LxcPath}", out _);
        using var pipe = folder?.TryOpenFile("monitor-fifo", Fcntl.O_WRONLY | Fcntl.O_NONBLOCK | Fcntl.O_NOFOLLOW, out _);
        if (pipe?.Status().IsPipe == true)
            pipe.Write(notice);
    }
}
