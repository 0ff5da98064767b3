using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Lxc.Configuration;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    private TimeSpan? _patience;

    /// <summary>A pidfd of its init, which the caller closes; negative: it does not run.</summary>
    public int InitPidFd() => Guard(-1, () => InitPid is > 0 and var pid ? SysPidfd.pidfd_open(pid, 0) : -Errno.EBADF);

    /// <summary>A descriptor of its devpts, which the caller closes; negative: it does not run.</summary>
    public int DevptsFd() => Guard(-1, () =>
    {
        if (InitPid is not (> 0 and var pid))
            return -Errno.EBADF;
        return DirectoryHandle.TryOpen($"/proc/{pid}/root/dev/pts", out var errno) is { } folder ? folder.Release() : -errno;
    });

    /// <summary>How long an answer of the daemon may take in later calls.</summary>
    /// <param name="seconds">Negative: for ever.</param>
    public bool SetTimeout(int seconds)
    {
        _patience = seconds < 0 ? null : TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>The value of a key in the configuration with which it was started; null when it does not run.</summary>
    public string? GetRunningConfigItem(string key) => Guard<string?>(null, () =>
    {
        if (Live() is not { } daemon)
        {
            var theirs = OfMonitor(monitor => monitor.ConfigItem(key), null);
            if (theirs is null)
                Fail($"{Name} is not running, or has no {key}", NotRunning);
            return theirs;
        }
        var started = new LxcConfiguration();
        return started.LoadText(daemon.ConfigurationOf(EngineName), ConfigFile) ? started.Get(key) : null;
    });
}
