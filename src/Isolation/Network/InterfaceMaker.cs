using System.Net;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>
/// Makes the interfaces of one container: in the host's namespace by one socket, in the container's by another. What is one
/// step to the kernel is one message; what belongs together is sent together. Not safe for several threads.
/// </summary>
internal sealed class InterfaceMaker(
    HostNetwork home, NetlinkSocket host, NetlinkSocket inside, Descriptor network, NodeMark mark, Guid container, int attempt)
{
    private const int BridgeFull = 54; // EXFULL
    private const uint LeastBurst = 16 << 10, MostBurst = 8 << 20;

    /// <summary>Set where the daemon is an ordinary user's: the user namespace of the container, whose links others plug in.</summary>
    public Descriptor? Owner { get; init; }

    /// <summary>Null with the problem; nothing of this interface is left then.</summary>
    public AttachedInterface? Make(ContainerInterface wanted, out NetworkProblem? problem)
    {
        AttachedInterface? made;
        (made, problem) = wanted.Type switch
        {
            NetworkType.Veth when Owner is { } owner => PlugIn(wanted, owner),
            NetworkType.Veth or NetworkType.Network => MakeVeth(wanted),
            NetworkType.Phys => MoveIn(wanted),
            _ => MakeStacked(wanted),
        };
        if (made is null)
            return null;
        problem = Configure(made) ?? (wanted.IsVeth ? Guard(made) : null) ?? Limit(ref made);
        if (problem is null)
            return made;
        Remove(host, made);
        return null;
    }

    /// <summary>Takes away what is in the host's namespace; what is inside goes with it or with the namespace.</summary>
    public static void Remove(NetlinkSocket host, AttachedInterface made)
    {
        var messages = new NetlinkMessages();
        if (made.HostName is { } name)
            messages.DeleteLink(name);
        if (made.Shaper != 0)
            messages.DeleteLink(made.Shaper);
        // It may be gone with the namespace already.
        _ = host.ChangeAll(messages);
    }

    private (AttachedInterface?, NetworkProblem?) MakeVeth(ContainerInterface wanted)
    {
        var name = wanted.Spec.HostName ?? mark.Name('v', container, attempt, wanted.Index);
        if (wanted is { Type: NetworkType.Network, Link: null })
            return (null, new NetworkProblem($"The network '{wanted.Spec.Network}' has no bridge on this node. See orch network ls.", 0));
        Link? bridge = null;
        if (wanted.Link is { } master && !wanted.IsRouter && (bridge = host.FindLink(master)) is null)
            return (null, Gone(master));
        var messages = new NetlinkMessages();
        messages.AddVeth(
            new NewLink
            {
                Name = name, Master = bridge?.Index ?? 0, Mtu = wanted.Mtu ?? bridge?.Mtu, Up = true,
                TxQueues = (uint?)wanted.Spec.TxQueues, RxQueues = (uint?)wanted.Spec.RxQueues,
            },
            new NewLink { Name = wanted.Name!, Network = network, Mac = wanted.Mac, Mtu = wanted.Mtu ?? bridge?.Mtu });
        messages.SetAlias(name, mark.Alias(container, attempt));
        if (!wanted.IsRouter)
            messages.WithoutOwnIPv6(name);
        messages.GetLink(name);
        Link? end = null;
        if (host.Change(messages, (in answer) => end ??= RouteParser.Link(answer)) is { } error)
        {
            if (error.Index > 0)
                _ = host.Change(new NetlinkMessages().DeleteLink(name));
            return (null, error.Number == BridgeFull
                ? new NetworkProblem($"The bridge {wanted.Link} is full: the kernel gives a bridge 1,024 ports (BR_MAX_PORTS) and no more. "
                    + "Remove containers that are not needed, or put this one into another network.", error.Number)
                : NetworkProblem.Of(error.Index == 0 && error.Number == Errno.EEXIST
                    ? $"Making the interface {wanted.Name} with its end {name} on the host: one of that name is there"
                    : $"Making the interface {wanted.Name}", error));
        }
        return end is null ? (null, Gone(name)) : (new AttachedInterface(wanted, wanted.Name!, end.Parent, name, end.Index, wanted.Mac?.ToString()), null);
    }

    private (AttachedInterface?, NetworkProblem?) PlugIn(ContainerInterface wanted, Descriptor owner)
    {
        if (UserNics.OfThisProcess is not { } nics)
            return (null, new NetworkProblem("Nobody outside of this daemon's user namespace can plug interfaces in. Start it by orchd.", 0));
        if (nics.Plug(container, wanted.Link!, wanted.Name!, owner, network, out var end) is { } refused)
            return (null, new NetworkProblem(refused, 0));
        if (inside.FindLink(wanted.Name!) is not { } made)
            return (null, Gone(wanted.Name!));
        var messages = new NetlinkMessages();
        if (wanted.Mac is { } mac)
            messages.SetMac(made.Index, mac);
        if (wanted.Mtu is { } mtu)
            messages.SetMtu(made.Index, mtu);
        return inside.Change(messages) is { } error
            ? (null, NetworkProblem.Of($"Setting up the interface {wanted.Name}", error))
            : (new AttachedInterface(wanted, wanted.Name!, made.Index, end?.Name, end?.Index ?? 0, (wanted.Mac ?? made.Mac)?.ToString()), null);
    }

    private (AttachedInterface?, NetworkProblem?) MakeStacked(ContainerInterface wanted)
    {
        if (host.FindLink(wanted.Link!) is not { } parent)
            return (null, Gone(wanted.Link!));
        var link = new NewLink { Name = wanted.Name!, Network = network, Mac = wanted.Mac, Mtu = wanted.Mtu };
        var messages = new NetlinkMessages();
        switch (wanted.Type)
        {
            case NetworkType.Macvlan:
                messages.AddMacvlan(link, parent.Index, InterfaceModes.Macvlan(wanted.Spec.Mode)!.Value);
                break;
            case NetworkType.Ipvlan:
                messages.AddIpvlan(link, parent.Index, InterfaceModes.Ipvlan(wanted.Spec.Mode)!.Value, InterfaceModes.IpvlanIsolation(wanted.Spec.Isolation)!.Value);
                break;
            default:
                messages.AddVlan(link, parent.Index, (ushort)wanted.Spec.VlanId!.Value);
                break;
        }
        if (host.Change(messages) is { } error)
            return (null, NetworkProblem.Of($"Making the interface {wanted.Name} on {wanted.Link}", error));
        return inside.FindLink(wanted.Name!) is { } made
            ? (new AttachedInterface(wanted, wanted.Name!, made.Index, null, 0, made.Mac?.ToString()), null)
            : (null, Gone(wanted.Name!));
    }

    private (AttachedInterface?, NetworkProblem?) MoveIn(ContainerInterface wanted)
    {
        if (host.FindLink(wanted.Link!) is not { } device)
            return (null, Gone(wanted.Link!));
        // A device that is up cannot get another name everywhere.
        var messages = new NetlinkMessages().SetUp(device.Index, up: false).Move(device.Index, network, wanted.Name ?? device.Name);
        if (host.Change(messages) is { } error)
            return (null, NetworkProblem.Of($"Moving the device {wanted.Link} in", error));
        if (inside.FindLink(wanted.Name ?? device.Name) is not { } moved)
            return (null, Gone(wanted.Link!));
        messages.Clear();
        if (wanted.Mac is { } mac)
            messages.SetMac(moved.Index, mac);
        if (wanted.Mtu is { } mtu)
            messages.SetMtu(moved.Index, mtu);
        var made = new AttachedInterface(wanted, moved.Name, moved.Index, null, 0, (wanted.Mac ?? moved.Mac)?.ToString());
        return inside.Change(messages) is { } refused
            ? (null, NetworkProblem.Of($"Setting up the device {wanted.Link}", refused))
            : (made, null);
    }

    /// <summary>Addresses before it is up, routes after.</summary>
    private NetworkProblem? Configure(AttachedInterface made)
    {
        var wanted = made.Wanted;
        var messages = new NetlinkMessages();
        var told = new List<string>();
        // Without an IPv6 address of its network, one of its own would only make it talk to all of the network at its start.
        if (wanted.Type == NetworkType.Network && !wanted.Addresses.Any(address => address.IsV6))
            Add("its IPv6 mode").WithoutOwnIPv6(made.Inside);
        foreach (var address in wanted.Addresses)
        {
            var broadcast = wanted.Spec.Broadcasts?.GetValueOrDefault(address.Address.ToString());
            Add($"the address {address}").AddAddress(made.Inside, address, broadcast is null ? null : IPAddress.Parse(broadcast));
        }
        if (wanted.Up)
        {
            Add("it up").SetUp(made.Inside, up: true);
            foreach (var text in wanted.Spec.Routes ?? [])
            {
                InterfaceResolver.TryRoute(text, out var to, out var gateway);
                Add($"the route {text}").AddRoute(made.Inside, to, gateway);
            }
            Default(wanted.Gateway4 ?? Auto(wanted, v6: false), wanted.Device4, false);
            Default(wanted.Gateway6 ?? Auto(wanted, v6: true), wanted.Device6, true);
        }
        var error = inside.Change(messages);
        return error is null ? (wanted.IsRouter || wanted.Spec.HostRoutes is not null ? RouteToIt(made) : null)
            : NetworkProblem.Of($"Giving the interface {made.Name} {told[error.Index]}", error);

        void Default(IPAddress? gateway, bool device, bool v6)
        {
            if (gateway is not null)
                Add($"the gateway {gateway}").AddRoute(made.Inside, null, gateway, onLink: !wanted.Addresses.Any(own => own.Contains(gateway)));
            else if (device)
                Add("its default route").AddDefaultDeviceRoute(made.Inside, v6);
        }

        NetlinkMessages Add(string what)
        {
            told.Add(what);
            return messages;
        }
    }

    /// <summary>The first address of the bridge or device; in router mode the host's end answers for a fixed one.</summary>
    private IPAddress? Auto(ContainerInterface wanted, bool v6)
    {
        if (!(v6 ? wanted.Auto6 : wanted.Auto4))
            return null;
        if (wanted.IsRouter)
            return v6 ? InterfaceResolver.Router6 : InterfaceResolver.Router4;
        var index = wanted.Link is { } name ? host.FindLink(name)?.Index : null;
        var found = host.Addresses().Where(address => address.Link == index && address.Address.IsV6 == v6).OrderBy(address => address.Scope).ToList();
        return found.Count == 0 ? null : found[0].Address.Address;
    }

    /// <summary>The host's routes to what is behind its end of the pair.</summary>
    private NetworkProblem? RouteToIt(AttachedInterface made)
    {
        var messages = new NetlinkMessages();
        if (made.Wanted.IsRouter)
        {
            home.Within(() => HostEnd.Routing(made.HostName!));
            if (made.Wanted.Auto4)
                messages.AddProxyNeighbour(made.Host, InterfaceResolver.Router4);
            if (made.Wanted.Auto6)
                messages.AddProxyNeighbour(made.Host, InterfaceResolver.Router6);
            foreach (var address in made.Wanted.Addresses)
                messages.AddRoute(made.Host, address with { Prefix = address.IsV6 ? 128 : 32 }, null);
        }
        foreach (var text in made.Wanted.Spec.HostRoutes ?? [])
        {
            InterfaceResolver.TryRoute(text, out var to, out var gateway);
            messages.AddRoute(made.Host, to, gateway);
        }
        return host.Change(messages) is { } error ? NetworkProblem.Of($"Making the host's routes to {made.Name}", error) : null;
    }

    /// <summary>What may come from the container, before it can send.</summary>
    private NetworkProblem? Guard(AttachedInterface made)
    {
        var wanted = made.Wanted;
        if (wanted.Link is null || wanted.IsRouter)
            return null;
        var messages = new NetlinkMessages();
        if (wanted.SourceFilter && wanted.Mac is { } mac)
            messages.LockPort(made.Host, mac);
        if (wanted.Isolated)
            messages.SetIsolated(made.Host, isolated: true);
        if (wanted.Spec.VlanId is not null || wanted.Spec.TaggedVlans is { Count: > 0 })
            messages.SetPortVlans(made.Host, wanted.Spec.VlanId, wanted.Spec.TaggedVlans ?? []);
        return host.Change(messages) is { } error ? NetworkProblem.Of($"Setting up the bridge's port of {made.Name}", error) : null;
    }

    private NetworkProblem? Limit(ref AttachedInterface made)
    {
        var (into, outOf) = (made.Wanted.Spec.IngressBitsPerSecond, made.Wanted.Spec.EgressBitsPerSecond);
        var messages = new NetlinkMessages();
        if (!made.Wanted.IsVeth)
        {
            // Root of the container can take it off: there is no end of it on the host. The check says so.
            return outOf is { } bits && inside.Change(Bucket(messages, made.Inside, bits)) is { } refused
                ? NetworkProblem.Of($"Limiting what {made.Name} sends", refused)
                : null;
        }
        if (into is { } inward && host.Change(Bucket(messages, made.Host, inward)) is { } error)
            return NetworkProblem.Of($"Limiting what {made.Name} gets", error);
        if (outOf is not { } outward)
            return null;
        // What comes from the container goes through a device that can queue it.
        var name = mark.Name('i', container, attempt, made.Wanted.Index);
        messages.Clear();
        messages.AddIfb(new NewLink { Name = name, Up = true, Mtu = made.Wanted.Mtu }).SetAlias(name, mark.Alias(container, attempt)).WithoutOwnIPv6(name).GetLink(name);
        var shaper = 0;
        error = host.Change(messages, (in answer) => shaper = RouteParser.Link(answer)?.Index ?? shaper);
        made = made with { Shaper = shaper };
        messages.Clear();
        error ??= host.Change(Bucket(messages, shaper, outward).AddIngress(made.Host).RedirectIngress(made.Host, shaper));
        return error is null ? null : NetworkProblem.Of($"Limiting what {made.Name} sends", error);
    }

    /// <summary>Half a hundredth of a second may go at once, and a tenth of one may wait.</summary>
    private static NetlinkMessages Bucket(NetlinkMessages messages, int link, long bits)
    {
        var bytes = (ulong)bits / 8;
        var burst = (uint)Math.Clamp(bytes / 200, LeastBurst, MostBurst);
        return messages.AddTokenBucket(link, bytes, burst, (uint)Math.Clamp(bytes / 10, burst * 2, uint.MaxValue / 2));
    }

    private static NetworkProblem Gone(string name) =>
        new($"There is no network device '{name}' on this host any more. Look at ip link.", Errno.ENODEV);
}
