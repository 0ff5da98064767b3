using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Network;

/// <summary>From words to addresses. What does not hold is said in a way that a user can act on.</summary>
internal static class InterfaceResolver
{
    private const uint LeastMtu = 68, MostMtu = 65_535;
    private const int MostInterfaces = 64;

    /// <summary>LXC's private addresses of the host's end in router mode.</summary>
    public static readonly IPAddress Router4 = IPAddress.Parse("169.254.1.1"), Router6 = IPAddress.Parse("fe80::1");

    /// <summary>Null with the problem. Interfaces of type empty are left out.</summary>
    public static IReadOnlyList<ContainerInterface>? Resolve(
        Guid container, IReadOnlyList<NetworkSpec> networks, IReadOnlyList<PreparedNetwork>? prepared, out string? problem)
    {
        List<ContainerInterface> interfaces = [];
        problem = networks.Count > MostInterfaces ? $"A container has at most {MostInterfaces} network interfaces, not {networks.Count}." : null;
        for (var i = 0; problem is null && i < networks.Count; i++)
        {
            if (networks[i].Type == NetworkType.Empty)
                continue;
            if (One(container, i, interfaces.Count, networks[i], i < prepared?.Count ? prepared[i] : null, out problem) is { } found)
                interfaces.Add(found);
        }
        problem ??= interfaces.Where(found => found.Name is not null).GroupBy(found => found.Name).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? $"Two network interfaces are to be called '{twice.Key}' inside. Name one of them otherwise." : null;
        return problem is null ? interfaces : null;
    }

    /// <summary>1 to 15 characters that are neither blank, '/' nor ':', and no way to a folder (dev_valid_name in the kernel).</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and < 16 && name is not ("." or "..") && name.All(c => c is > ' ' and < '\x7f' and not ('/' or ':' or '%'));

    /// <summary>Members of an ipvlan network are neighbours of the host's: they answer who asks for their address, which the kernel's own mode, l3, does not.</summary>
    private static NetworkSpec OfNetwork(NetworkSpec spec, PreparedNetwork? fixedFor) =>
        fixedFor?.Type == NetworkType.Ipvlan && spec.Mode is null ? spec with { Mode = "l2" } : spec;

    private static ContainerInterface? One(
        Guid container, int index, int number, NetworkSpec spec, PreparedNetwork? fixedFor, out string? problem)
    {
        var name = spec.Name ?? (spec.Type == NetworkType.Phys ? null : string.Create(CultureInfo.InvariantCulture, $"eth{number}"));
        var macText = fixedFor?.Mac ?? spec.Mac;
        MacAddress mac = default;
        var addresses = Addresses(
            // What a network's interface is to have is judged where its subnets are known.
            fixedFor?.Addresses ?? (spec.Type == NetworkType.Network ? null : spec.Addresses) ?? [], out problem);
        if (problem is not null)
            return null;
        var mtu = fixedFor?.Mtu ?? spec.Mtu;
        problem = name is not null && (!IsName(name) || name == "lo")
            ? $"'{name}' cannot be the name of a network interface: 1 to 15 characters without blanks, '/' and ':', and not lo."
            : spec.HostName is { } host && !IsName(host) ? $"'{host}' cannot be the name of a network interface."
            : macText is not null && (!MacAddress.TryParse(macText, out mac) || !mac.IsUsable)
                ? $"'{macText}' is no address of a network interface, such as 02:00:00:12:34:56 (the first byte even)."
            : mtu is < LeastMtu or > MostMtu ? $"An MTU lies between {LeastMtu} and {MostMtu}, not {mtu}."
            : spec.IngressBitsPerSecond is < 8000 || spec.EgressBitsPerSecond is < 8000 ? "A rate limit is at least 8 kbit/s."
            : null;
        if (problem is not null)
            return null;
        var (four, six) = (fixedFor?.Gateway4 ?? spec.Gateway4, fixedFor?.Gateway6 ?? spec.Gateway6);
        if (Gateway(four, six: false, out var gateway4) is { } bad4)
        {
            problem = bad4;
            return null;
        }
        if (Gateway(six, six: true, out var gateway6) is { } bad6)
        {
            problem = bad6;
            return null;
        }
        problem = Routes(spec);
        return problem is not null ? null : new ContainerInterface
        {
            Type = fixedFor?.Type ?? spec.Type, Index = index, Spec = OfNetwork(spec, fixedFor), Name = name, Mtu = mtu,
            Link = fixedFor?.Bridge ?? fixedFor?.Parent ?? spec.Link,
            Mac = macText is not null ? mac : HasOwnMac(spec) ? Steady(container, index) : null,
            Addresses = addresses, Gateway4 = gateway4, Gateway6 = gateway6,
            Device4 = four == "dev", Device6 = six == "dev", Auto4 = four == "auto", Auto6 = six == "auto",
            Isolated = fixedFor?.Isolated == true,
            SourceFilter = spec.SourceFilter ?? spec.Type == NetworkType.Network,
        };
    }

    private static List<InterfaceAddress> Addresses(IReadOnlyList<string> texts, out string? problem)
    {
        problem = null;
        List<InterfaceAddress> addresses = [];
        foreach (var text in texts)
        {
            if (!InterfaceAddress.TryParse(text, out var address))
                problem ??= $"'{text}' is no address with its prefix, such as 10.0.0.2/24 or fd00::2/64.";
            else if (address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) || IPAddress.IsLoopback(address.Address)
                || address.Address.IsIPv6Multicast || (!address.IsV6 && address.Address.GetAddressBytes()[0] >= 224))
                problem ??= $"'{text}' is no address that an interface can have.";
            else if (addresses.Contains(address))
                problem ??= $"The address {text} is given twice.";
            addresses.Add(address);
        }
        return addresses;
    }

    private static string? Gateway(string? text, bool six, out IPAddress? gateway)
    {
        gateway = null;
        if (text is null or "auto" or "dev")
            return null;
        return IPAddress.TryParse(text, out gateway) && !text.Contains('%')
            && gateway.AddressFamily == (six ? System.Net.Sockets.AddressFamily.InterNetworkV6 : System.Net.Sockets.AddressFamily.InterNetwork)
            ? null
            : $"'{text}' is no IPv{(six ? 6 : 4)} gateway: an address, 'auto' or 'dev'.";
    }

    private static string? Routes(NetworkSpec spec)
    {
        foreach (var text in (spec.Routes ?? []).Concat(spec.HostRoutes ?? []))
        {
            if (!TryRoute(text, out _, out _))
                return $"'{text}' is no route, such as 10.1.0.0/16 or 10.1.0.0/16 via 10.0.0.1.";
        }
        return null;
    }

    public static bool TryRoute(string text, out InterfaceAddress to, out IPAddress? gateway)
    {
        gateway = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        to = default;
        return parts.Length is 1 or 3 && InterfaceAddress.TryParse(parts[0], out to)
            && (parts.Length == 1 || (parts[1] == "via" && IPAddress.TryParse(parts[2], out gateway) && gateway.AddressFamily == to.Address.AddressFamily));
    }

    /// <summary>ipvlan has that of its device, and so has what is moved in.</summary>
    private static bool HasOwnMac(NetworkSpec spec) => spec.Type is NetworkType.Veth or NetworkType.Network or NetworkType.Macvlan;

    /// <summary>The same at each start: others need not learn it anew.</summary>
    private static MacAddress Steady(Guid container, int index)
    {
        Span<byte> key = stackalloc byte[20];
        container.TryWriteBytes(key);
        BitConverter.TryWriteBytes(key[16..], index);
        Span<byte> bytes = SHA256.HashData(key).AsSpan(0, MacAddress.Bytes);
        bytes[0] = (byte)((bytes[0] & 0xFC) | 2);
        return MacAddress.From(bytes)!.Value;
    }
}
