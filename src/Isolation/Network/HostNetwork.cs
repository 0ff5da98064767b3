using Orchestrator.Kernel;
using Orchestrator.Netlink;

namespace Orchestrator.Isolation.Network;

/// <summary>The network namespace that containers are connected to.</summary>
/// <param name="other">Null: the daemon's own.</param>
internal sealed class HostNetwork(NamespaceHandle? other)
{
    public NetlinkSocket Open(NetlinkProtocol protocol) =>
        other is null ? NetlinkSocket.Open(protocol) : NetlinkSocket.Open(protocol, other);

    /// <summary>Files of /proc/sys/net are those of the namespace of who opens them.</summary>
    public T Within<T>(Func<T> work) => other is null ? work() : NetworkNamespace.Within(other, work);

    /// <summary>A descriptor of it, the caller's to close.</summary>
    public NamespaceHandle Handle() => Within(NetworkNamespace.Own);
}
