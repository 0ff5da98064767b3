using System.Net.Sockets;
using Orchestrator.Contracts.Containers;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Lxc;

public sealed partial class LxcContainer
{
    /// <summary>Names of its network interfaces; null when it does not run.</summary>
    public IReadOnlyList<string>? GetInterfaces() => Guard<IReadOnlyList<string>?>(null, () =>
    {
        using var network = OpenNetwork();
        if (network is null)
            return null;
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        return [.. socket.Links().Select(link => link.Name)];
    });

    /// <summary>Its addresses.</summary>
    /// <param name="networkInterface">Null: of all but lo.</param>
    /// <param name="family"><c>inet</c>, <c>inet6</c> or null for both.</param>
    /// <param name="scope">Of IPv6: 0 is global.</param>
    /// <returns>Null when it does not run.</returns>
    public IReadOnlyList<string>? GetIps(string? networkInterface = null, string? family = null, int scope = 0) => Guard<IReadOnlyList<string>?>(null, () =>
    {
        using var network = OpenNetwork();
        if (network is null)
            return null;
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, network);
        var wanted = socket.Links().Where(link => networkInterface is null ? link.Name != "lo" : link.Name == networkInterface)
            .Select(link => link.Index).ToHashSet();
        return
        [
            .. socket.Addresses().Where(found => wanted.Contains(found.Link)
                    && (family is null || family == (found.Address.IsV6 ? "inet6" : "inet"))
                    && (!found.Address.IsV6 || found.Scope == scope))
                .Select(found => found.Address.Address.ToString()),
        ];
    });

    /// <summary>Moves a network device of the host into it, until it stops.</summary>
    /// <param name="destination">Its name inside; null: the same.</param>
    public bool AttachInterface(string device, string? destination = null) => Guard(false, () => OfEngine
        ? Plug(new HotplugRequest("attach-interface", device, destination))
        : MoveByHand(device, destination, into: true));

    /// <summary>Moves a network device of it to the host.</summary>
    /// <param name="destination">Its name there; null: the same.</param>
    public bool DetachInterface(string device, string? destination = null) => Guard(false, () => OfEngine
        ? Plug(new HotplugRequest("detach-interface", device, destination))
        : MoveByHand(device, destination, into: false));

    /// <summary>Of a container that LXC itself started, of which the engine has no record.</summary>
    private bool MoveByHand(string device, string? destination, bool into)
    {
        using var network = OpenNetwork();
        using var own = NetworkNamespace.Own();
        return network is not null && (into ? Move(own, device, network, destination) : Move(network, device, own, destination));
    }

    private bool Move(Descriptor from, string device, Descriptor to, string? name)
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Route, from);
        if (socket.Links().FirstOrDefault(link => link.Name == device) is not { } link)
            return Fail($"there is no network device {device}");
        // What is up cannot get another name.
        socket.Change(new NetlinkMessages().SetUp(link.Index, false));
        return socket.Change(new NetlinkMessages().Move(link.Index, to, name ?? device)) is not { } error || Fail($"{device} cannot be moved: {error}");
    }

    /// <summary>Null: it does not run, and that was said.</summary>
    private NamespaceHandle? OpenNetwork()
    {
        if (InitPid is not (> 0 and var pid))
        {
            Fail($"{Name} is not running", NotRunning);
            return null;
        }
        return NamespaceHandle.TryOpen($"/proc/{pid}/ns/net", out var errno)
            ?? throw new SystemCallException("open", errno, $"Opening the network namespace of {Name}");
    }
}
