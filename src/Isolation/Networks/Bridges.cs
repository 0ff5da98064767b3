using System.Net;
using Orchestrator.Isolation.Network;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Networks;

/// <summary>The bridges of the node in the kernel.</summary>
/// <param name="tag">The node's sign in device names.</param>
internal sealed class Bridges(string tag, HostNetwork home) : IDisposable
{
    private readonly Lock _gate = new();
    private NetlinkSocket? _socket;

    /// <summary>What the host reaches, by what: all its routes but the default one, and those by one device.</summary>
    public IReadOnlyList<TakenSubnet> Routes(string? but)
    {
        lock (_gate)
        {
            var links = Socket.Links().ToDictionary(link => link.Index, link => link.Name);
            return
            [
                .. Socket.Routes().Where(route => route.To is { Prefix: > 0 } && (but is null || links.GetValueOrDefault(route.Link) != but)).Select(route => new TakenSubnet(
                    new IPNetwork(route.To!.Value.Network, route.To.Value.Prefix),
                    $"the host reaches by {links.GetValueOrDefault(route.Link) ?? "another device"}")),
            ];
        }
    }

    public bool Exists(string device)
    {
        lock (_gate)
            return Socket.FindLink(device) is not null;
    }

    /// <summary>
    /// Has the bridge of a network be there, up and with its addresses. <paramref name="made"/>: it was not, so that whatever
    /// was plugged into an earlier one, or listened on it, has to come back.
    /// </summary>
    public string? Ensure(NetworkDefinition network, out bool made)
    {
        made = false;
        lock (_gate)
        {
            if (Socket.FindLink(network.Bridge!) is { } there)
                return Change(new NetlinkMessages().SetUp(there.Index, up: true), network);
            var link = new NewLink { Name = network.Bridge!, Mtu = (uint?)network.Mtu, Mac = Mac(network) };
            if (Change(new NetlinkMessages().AddBridge(link), network) is { } refused)
                return refused;
            made = true;
            var index = Socket.FindLink(network.Bridge!)!.Index;
            SetIPv6(network);
            var rest = new NetlinkMessages().SetAlias(index, $"orch network {network.Name}");
            foreach (var (router, range) in new[] { (network.Router4, network.Range4), (network.Router6, network.Range6) })
            {
                if (router is not null)
                    rest.AddAddress(index, new InterfaceAddress(router, range!.Value.PrefixLength));
            }
            return Change(rest.SetUp(index, up: true), network);
        }
    }

    public void Remove(NetworkDefinition network)
    {
        lock (_gate)
        {
            if (Socket.FindLink(network.Bridge!) is { } there)
                Socket.Change(new NetlinkMessages().DeleteLink(there.Index));
        }
    }

    /// <summary>Bridges of this node that no network of the journal has, such as those of one whose removal a crash cut off.</summary>
    public IReadOnlyList<string> RemoveStrangers(IReadOnlySet<string> known)
    {
        lock (_gate)
        {
            var strangers = Socket.Links("bridge").Where(link => link.Name.StartsWith(NodeTag.BridgePrefix(tag), StringComparison.Ordinal) && !known.Contains(link.Name)).ToList();
            foreach (var stranger in strangers)
                Socket.Change(new NetlinkMessages().DeleteLink(stranger.Index));
            return [.. strangers.Select(stranger => stranger.Name)];
        }
    }

    /// <summary>Plugs devices into a bridge that was made again.</summary>
    public void Attach(string bridge, IEnumerable<string> devices)
    {
        lock (_gate)
        {
            if (Socket.FindLink(bridge) is not { } master)
                return;
            foreach (var device in devices)
            {
                if (Socket.FindLink(device) is { } link)
                    Socket.Change(new NetlinkMessages().SetMaster(link.Index, master.Index));
            }
        }
    }

    public void Dispose() => _socket?.Dispose();

    private NetlinkSocket Socket => _socket ??= home.Open(NetlinkProtocol.Route);

    private string? Change(NetlinkMessages messages, NetworkDefinition network) =>
        Socket.Change(messages) is { } error ? $"The bridge {network.Bridge} of network {network.Name} cannot be made: {error.Text}." : null;

    /// <summary>Without one of its own a bridge takes the lowest of its ports', which then changes with each container.</summary>
    private static MacAddress? Mac(NetworkDefinition network) =>
        (network.Router4 ?? network.Router6) is { } router && MacAddress.TryParse(HardwareAddress.Of(router), out var mac) ? mac : null;

    /// <summary>The host's default may be without IPv6; and nobody of a network tells the host where the way out is.</summary>
    private void SetIPv6(NetworkDefinition network) => home.Within(() =>
        Sysctl.TryWrite($"net/ipv6/conf/{network.Bridge}/disable_ipv6", network.Subnet6 is null ? "1" : "0")
        && Sysctl.TryWrite($"net/ipv6/conf/{network.Bridge}/accept_ra", "0"));
}
