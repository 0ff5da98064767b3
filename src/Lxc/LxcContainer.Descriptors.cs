using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;
using Orchestrator.Lxc.Configuration;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

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
        if (!started.LoadText(daemon.ConfigurationOf(EngineName), ConfigFile))
            return null;
        // A name that was not asked for was made up at the start.
        return started.Get(key) is { Length: > 0 } value ? value : HostEnd(started, key) ?? started.Get(key);
    });

    /// <summary>The name of a pair's end on the host, of <c>lxc.net.N.veth.pair</c>; null where there is none.</summary>
    private string? HostEnd(LxcConfiguration started, string key)
    {
        if (key.Split('.') is not ["lxc", "net", var number, "veth", "pair"] || started.Get($"lxc.net.{number}.type") != "veth")
            return null;
        using var network = OpenNetwork();
        if (network is null)
            return null;
        using var inside = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        var name = started.Get($"lxc.net.{number}.name") is { Length: > 0 } given ? given : $"eth{number}";
        if (inside.FindLink(name) is not { Kind: "veth", Parent: > 0 and var peer })
            return null;
        using var host = NetlinkSocket.Open(NetlinkProtocol.Route);
        return host.FindLink(peer)?.Name;
    }
}
