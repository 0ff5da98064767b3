using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class NamespaceKeys
{
    public const string Share = "lxc.namespace.share.";

    public static readonly LxcKey[] All =
    [
        new("lxc.namespace.clone", LxcTypes.Namespaces, Partly, "What is not named is shared with the host. Leaving out mnt or pid is refused: a container without them is none.") { List = true },
        new("lxc.namespace.keep", LxcTypes.Namespaces, Partly, "cgroup, ipc, net, time, user and uts can be shared with the host. mnt and pid are refused.") { List = true },
        new(Share + "*", LxcTypes.Text, Partly, "net, ipc and uts of a pid or of a path. Names of containers and the other namespaces are refused."),
        new("lxc.idmap", LxcTypes.Idmap, CarriedOut, "The maps as they are; root inside must be mapped. Without any the container gets an id range of its own, which LXC does not do.") { List = true },
        new("lxc.time.offset.boot", LxcTypes.Duration, CarriedOut, "Offset of CLOCK_BOOTTIME in a time namespace of its own."),
        new("lxc.time.offset.monotonic", LxcTypes.Duration, CarriedOut, "Offset of CLOCK_MONOTONIC in a time namespace of its own."),
    ];
}
