using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>Judges the wish for a network and chooses what it leaves open. Pure: what the host has is handed in.</summary>
internal sealed class NetworkPlanner(SubnetChooser chooser, string tag)
{
    private const int LeastMtu = 68; // RFC 791
    private const int LeastMtu6 = 1_280; // RFC 8200, section 5

    /// <summary>Words of <c>--network</c> that mean something else.</summary>
    private static readonly string[] Reserved = ["none", "empty", "host", "bridge", "private", "container", "ns"];

    /// <summary>Ranges in which the kernel treats addresses in a way of its own.</summary>
    private static readonly IPNetwork[] Special =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("224.0.0.0/3"),
        IPNetwork.Parse("::/8"), IPNetwork.Parse("fe80::/10"), IPNetwork.Parse("ff00::/8"),
    ];

    /// <summary>The definition with nothing left to choose; null with a problem that says what to do.</summary>
    public NetworkDefinition? Plan(NetworkDefinition wish, Guid id, IReadOnlyList<TakenSubnet> taken, out string? problem)
    {
        problem = CheckName(wish.Name) ?? CheckKind(wish) ?? CheckMtu(wish);
        if (problem is not null)
            return null;
        if (wish.Kind != NetworkKind.Bridge)
            return Complete(wish, taken, choose: false, out problem);
        return Complete(wish, taken, choose: true, out problem) is { } whole
            ? whole with { Bridge = NodeTag.Bridge(tag, id) }
            : null;
    }

    private NetworkDefinition? Complete(NetworkDefinition wish, IReadOnlyList<TakenSubnet> taken, bool choose, out string? problem)
    {
        var used = taken.Select(subnet => subnet.Subnet).ToList();
        var subnet4 = wish.Subnet4;
        var subnet6 = wish.Subnet6;
        problem = null;
        // A network of IPv6 only is asked for by its subnet.
        if (choose && subnet4 is null && subnet6 is null && (subnet4 = chooser.Choose4(used)?.ToString()) is null)
            problem = "All IPv4 subnets that the engine chooses from are in use. Name one with --subnet.";
        else if (choose && subnet6 is null && wish.IPv6 == true && (subnet6 = chooser.Choose6(used)?.ToString()) is null)
            problem = "All IPv6 subnets that the engine chooses from are in use. Name one with --subnet.";
        if (problem is not null)
            return null;
        var whole = wish with { Subnet4 = subnet4, Subnet6 = subnet6, IPv6 = null };
        problem = Family(subnet4, wish.Gateway4, AddressFamily.InterNetwork, choose, taken, out var gateway4);
        if (problem is not null)
            return null;
        problem = Family(subnet6, wish.Gateway6, AddressFamily.InterNetworkV6, choose, taken, out var gateway6);
        return problem is null ? whole with { Gateway4 = gateway4, Gateway6 = gateway6 } : null;
    }

    private static string? Family(
        string? subnet, string? wanted, AddressFamily family, bool choose, IReadOnlyList<TakenSubnet> taken, out string? gateway)
    {
        gateway = null;
        if (subnet is null)
            return wanted is null ? null : $"The gateway {wanted} has no subnet. Name it with --subnet.";
        if (CheckSubnet(subnet, family, taken, out var range) is { } bad)
            return bad;
        if (wanted is null)
        {
            gateway = choose ? range.At(range.FirstHost).ToString() : null;
            return null;
        }
        if (!IPAddress.TryParse(wanted, out var address) || address.AddressFamily != family)
            return $"The gateway '{wanted}' is not an address of {subnet}.";
        if (!range.Network.Contains(address) || !range.IsHost(range.Offset(address)))
            return $"The gateway {wanted} is not an address that a host in {subnet} can have, such as {range.At(range.FirstHost)}.";
        gateway = address.ToString();
        return null;
    }

    private static string? CheckSubnet(string subnet, AddressFamily family, IReadOnlyList<TakenSubnet> taken, out AddressRange range)
    {
        range = default;
        var slash = subnet.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(subnet.AsSpan(0, slash), out var address) || address.AddressFamily != family
            || !int.TryParse(subnet.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var prefix))
            return $"'{subnet}' is not a subnet such as 10.1.0.0/24 or fd00:1::/64.";
        var (least, most) = family == AddressFamily.InterNetwork ? (8, 30) : (32, 126);
        if (prefix < least || prefix > most)
            return $"The subnet {subnet} is too large or too small: its prefix is from /{least} to /{most}.";
        var itsOwn = Base(address, prefix);
        if (!itsOwn.Equals(address))
            return $"The subnet {subnet} has bits after its prefix: write the network's own address, {itsOwn}/{prefix}.";
        range = new AddressRange(new IPNetwork(address, prefix));
        var own = range;
        if (Special.FirstOrDefault(own.Overlaps) is { PrefixLength: > 0 } special)
            return $"The subnet {subnet} meets {special}, which is not for networks of hosts.";
        return taken.FirstOrDefault(other => own.Overlaps(other.Subnet)) is { By: { } by } met
            ? $"The subnet {subnet} meets {met.Subnet}, which {by}. Choose another one, or leave --subnet out."
            : null;
    }

    private static IPAddress Base(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] &= (byte)(0xFF << Math.Clamp(8 - (prefix - (8 * i)), 0, 8));
        return new IPAddress(bytes);
    }

    private static string? CheckName(string name)
    {
        if (NameRules.Check(name) is { } problem)
            return problem;
        return Reserved.Contains(name)
            ? $"'{name}' means something else to --network. Choose another name."
            : null;
    }

    private static string? CheckKind(NetworkDefinition wish)
    {
        if (wish.Kind == NetworkKind.Bridge)
            return wish.Parent is null ? null : "A bridge has no parent device: that is for --type macvlan and ipvlan.";
        var kind = wish.Kind.ToString().ToLowerInvariant();
        if (string.IsNullOrEmpty(wish.Parent))
            return $"A network of type {kind} needs the host's device below it: --parent eth0.";
        if (wish.Isolated)
            return $"A network of type {kind} is part of the host's network and cannot be isolated. Use the type bridge.";
        return wish.IPv6 == true && wish.Subnet6 is null
            ? $"A network of type {kind} has the addresses of the host's network: name them with --subnet."
            : null;
    }

    private static string? CheckMtu(NetworkDefinition wish)
    {
        var least = wish.Subnet6 is not null || wish.IPv6 == true ? LeastMtu6 : LeastMtu;
        return wish.Mtu is { } mtu && (mtu < least || mtu > ushort.MaxValue)
            ? $"An MTU of {mtu} bytes is not possible: it is from {least} to {ushort.MaxValue}."
            : null;
    }
}
