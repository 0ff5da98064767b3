using System.Globalization;
using System.Security.Cryptography;
using Orchestrator.Formats.Lxc;
using Orchestrator.Isolation.Spec;
using Orchestrator.Netlink.Route;

namespace Orchestrator.Isolation.Lxc;

/// <summary>lxc.net.N.*: an interface for each N, in the order of the numbers.</summary>
internal static class LxcNetwork
{
    private const string Prefix = "lxc.net.";

    public static void Apply(LxcBuilder builder)
    {
        var devices = builder.Settings.Below(Prefix)
            .Select(item => (Item: item, Key: item.Key[Prefix.Length..].Split('.', 2)))
            .Where(item => item.Key.Length == 2 && uint.TryParse(item.Key[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .GroupBy(item => uint.Parse(item.Key[0], CultureInfo.InvariantCulture))
            .OrderBy(device => device.Key);
        List<NetworkSpec> networks = [];
        foreach (var device in devices)
        {
            var keys = new LxcDevice(device.Select(item => (item.Key[1], item.Item)).ToList());
            switch (keys.Value("type"))
            {
                case null:
                    break;
                case "none":
                    builder.Spec = builder.Spec with { Namespaces = builder.Spec.Namespaces with { Network = NetworkMode.Host } };
                    break;
                default:
                    LxcNetworkScripts.Apply(builder, keys, networks.Count);
                    networks.Add(One(builder, keys));
                    break;
            }
        }
        networks.AddRange(builder.Spec.Networks ?? []);
        // Without anything but loopback there is nothing to be made.
        var any = networks.Any(network => network.Type != NetworkType.Empty) || builder.Spec.Hooks?.Any(hook => hook.Network is not null) == true;
        builder.Spec = builder.Spec with { Networks = any ? networks : null };
    }

    private static NetworkSpec One(LxcBuilder builder, LxcDevice keys)
    {
        var type = keys.Value("type") switch
        {
            "veth" => NetworkType.Veth, "macvlan" => NetworkType.Macvlan, "ipvlan" => NetworkType.Ipvlan, "vlan" => NetworkType.Vlan,
            "phys" => NetworkType.Phys, _ => NetworkType.Empty,
        };
        if (type == NetworkType.Empty)
            return new NetworkSpec { Type = type };
        // LXC brings up only what says so, and can give no routes to what is down.
        var up = keys.Value("flags") == "up";
        if (keys.Item("flags") is { } flags && !up)
            builder.Refuse(flags, "the only flag is up");
        foreach (var gateway in (string[])["ipv4.gateway", "ipv6.gateway"])
        {
            if (keys.Item(gateway) is { } item && !up)
                builder.Refuse(item, "an interface that is not up has no routes. Set its flags to up.");
        }
        List<string> addresses = [];
        Dictionary<string, string> broadcasts = [];
        foreach (var text in keys.All("ipv4.address"))
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            addresses.Add(WithPrefix(words[0]));
            if (words.Length > 1)
                broadcasts[words[0].Split('/')[0]] = words[1];
        }
        addresses.AddRange(keys.All("ipv6.address").Select(text => text.Contains('/') ? text : text + "/64"));
        var veth = type == NetworkType.Veth;
        return new NetworkSpec
        {
            Type = type,
            Link = keys.Value("link"),
            Name = keys.Value("name") is { } name && !name.Contains('%') ? name : null,
            HostName = veth ? keys.Value("veth.pair") : null,
            Mac = keys.Item("hwaddr") is { } mac ? Mac(builder, mac) : null,
            Mtu = keys.Item("mtu") is { } mtu ? Mtu(builder, mtu) : null,
            Addresses = addresses.Count > 0 ? addresses : null,
            Broadcasts = broadcasts.Count > 0 ? broadcasts : null,
            Gateway4 = keys.Value("ipv4.gateway"),
            Gateway6 = keys.Value("ipv6.gateway"),
            Up = up ? null : false,
            Mode = type switch
            {
                NetworkType.Macvlan => keys.Value("macvlan.mode") ?? "private",
                NetworkType.Ipvlan => keys.Value("ipvlan.mode"),
                NetworkType.Veth => keys.Value("veth.mode"),
                _ => null,
            },
            Isolation = type == NetworkType.Ipvlan ? keys.Value("ipvlan.isolation") : null,
            VlanId = type == NetworkType.Vlan ? keys.Number("vlan.id") : veth ? keys.Value("veth.vlan.id") == "none" ? -1 : keys.Number("veth.vlan.id") : null,
            TaggedVlans = veth && keys.All("veth.vlan.tagged.id") is { Count: > 0 } tags ? [.. tags.Select(tag => int.Parse(tag, CultureInfo.InvariantCulture))] : null,
            HostRoutes = veth && Routes(keys) is { Count: > 0 } routes ? routes : null,
            NeighbourProxy = keys.Value("l2proxy") == "1" ? true : null,
            RxQueues = veth ? keys.Number("veth.n_rxqueues") : null,
            TxQueues = veth ? keys.Number("veth.n_txqueues") : null,
        };
    }

    private static List<string> Routes(LxcDevice keys) =>
    [
        .. keys.All("veth.ipv4.route").Select(WithPrefix),
        .. keys.All("veth.ipv6.route").Select(text => text.Contains('/') ? text : text + "/64"),
    ];

    /// <summary>Without one LXC takes the address's class (RFC 791).</summary>
    private static string WithPrefix(string address)
    {
        if (address.Contains('/'))
            return address;
        var first = int.Parse(address.AsSpan(0, address.IndexOf('.')), CultureInfo.InvariantCulture);
        return $"{address}/{(first < 128 ? 8 : first < 192 ? 16 : 24)}";
    }

    /// <summary>Each x is a random digit, chosen once: the container keeps its address.</summary>
    private static string? Mac(LxcBuilder builder, LxcItem item)
    {
        var text = string.Concat(item.Value.Select(letter => letter is 'x' or 'X' ? RandomNumberGenerator.GetHexString(1, lowercase: true)[0] : letter));
        // A random first byte must be no group's.
        if (item.Value.Length > 1 && item.Value[1] is 'x' or 'X' && MacAddress.TryParse(text, out var made) && !made.IsUsable)
            text = $"{text[0]}{"02468ace"[RandomNumberGenerator.GetInt32(8)]}{text[2..]}";
        if (MacAddress.TryParse(text, out var mac) && mac.IsUsable)
            return text;
        builder.Refuse(item, "this is no address of a device, such as 00:16:3e:xx:xx:xx");
        return null;
    }

    private static uint? Mtu(LxcBuilder builder, LxcItem item)
    {
        if (uint.TryParse(item.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var mtu))
            return mtu;
        builder.Refuse(item, "an MTU is a number of bytes");
        return null;
    }
}
