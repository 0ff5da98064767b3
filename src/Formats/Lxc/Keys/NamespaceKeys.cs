using static Orchestrator.Formats.Lxc.Keys.LxcVerdict;

namespace Orchestrator.Formats.Lxc.Keys;

internal static class NamespaceKeys
{
    public const string Share = "lxc.namespace.share.";

    public static readonly LxcKey[] All =
    [
        new("lxc.namespace.clone", LxcTypes.Namespaces, Partly, "What is not named is shared with the host. Leaving out mnt is refused, pid without user too.") { List = true },
        new("lxc.namespace.keep", LxcTypes.Namespaces, Partly, "All but mnt can be shared with the host; pid together with user only.") { List = true },
        new(Share + "*", LxcTypes.Text, CarriedOut, "Of a container by name, which has to run at each start, of a pid or of a path. With pid or mnt the user namespace of the same owner is shared too; with mnt the rootfs of this configuration is not used."),
        new("lxc.idmap", LxcTypes.Idmap, CarriedOut, "The maps as they are; root inside must be mapped. Without any the container gets an id range of its own, which LXC does not do.") { List = true },
        new("lxc.time.offset.boot", LxcTypes.Duration, CarriedOut, "Offset of CLOCK_BOOTTIME in a time namespace of its own."),
        new("lxc.time.offset.monotonic", LxcTypes.Duration, CarriedOut, "Offset of CLOCK_MONOTONIC in a time namespace of its own."),
    ];
}
