using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class HookKeys
{
    private const string BeforePivot = "Run in the container's mount namespace by root of its user namespace, with the host's tree still there; the new root is LXC_ROOTFS_MOUNT (/proc/self/fd/9).";
    private const string OnHost = "Run on the host by the daemon, as root.";

    public static readonly LxcKey[] All =
    [
        new("lxc.hook", LxcTypes.Nothing, CarriedOut, "Empty clears all hooks. Each is a command for sh, with LXC's arguments and environment; another status than 0 ends the start.") { Group = true },
        new("lxc.hook.pre-start", LxcTypes.Command, CarriedOut, OnHost) { List = true },
        new("lxc.hook.pre-mount", LxcTypes.Command, CarriedOut, $"{BeforePivot} Nothing is mounted yet.") { List = true },
        new("lxc.hook.mount", LxcTypes.Command, CarriedOut, $"{BeforePivot} Everything is mounted.") { List = true },
        new("lxc.hook.autodev", LxcTypes.Command, CarriedOut, $"{BeforePivot} Everything is mounted.") { List = true },
        new("lxc.hook.start-host", LxcTypes.Command, CarriedOut, "Run on the host by the launcher, as root, while the start waits: everything is set up, the payload is not yet entered. LXC_PID and the namespaces are told; what it says is in run/launcher.log.") { List = true },
        new("lxc.hook.start", LxcTypes.Command, CarriedOut, "Run inside by root, just before the payload gives up its privileges.") { List = true },
        new("lxc.hook.stop", LxcTypes.Command, CarriedOut, $"{OnHost} After the end and before the cgroups go, with the container's namespaces (LXC_NET_NS and the like, or as arguments); a failure is logged.") { List = true },
        new("lxc.hook.post-stop", LxcTypes.Command, CarriedOut, $"{OnHost} After the cgroups are gone; a failure is logged.") { List = true },
        new("lxc.hook.clone", LxcTypes.Command, CarriedOut, $"{OnHost} After orch copy has copied the files and before the copy is recorded, with LXC_SRC_NAME, LXC_NAME and LXC_ROOTFS_MOUNT, the directory with the copy's own files; what stands behind -- is handed on. A failure takes the copy away.") { List = true },
        new("lxc.hook.destroy", LxcTypes.Command, CarriedOut, $"{OnHost} Before the container's files are removed; a failure keeps the container.") { List = true },
        new("lxc.hook.version", LxcTypes.Choice("0", "1"), CarriedOut, "0 gives name, section and type as arguments, 1 as environment."),
    ];
}
