using Orchestrator.Formats.Lxc.Keys;

namespace Orchestrator.Lxc.Configuration;

/// <summary>What there is to set, in the words of get_keys and lxc_config_item_is_supported.</summary>
public static class LxcConfigKeys
{
    private static readonly string[] OfEvery = ["type", "script.up", "script.down"];

    private static readonly string[] OfMost =
        ["flags", "link", "name", "hwaddr", "mtu", "ipv6.address", "ipv6.gateway", "ipv4.address", "ipv4.gateway"];

    /// <summary>Families of keys by the name before their dot, the others as they are; those of interfaces not at all.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. LxcKeys.All.Select(key => Family(key.Name)).Where(name => !name.StartsWith("lxc.net.", StringComparison.Ordinal)).Distinct()];

    internal static string AllLines { get; } = Lines(All);

    /// <summary>Whether the name is one of <see cref="All"/>; nothing below a family is, as with liblxc.</summary>
    public static bool IsSupported(string name) => All.Contains(name, StringComparer.Ordinal);

    internal static string? OfInterface(string prefix, string? type)
    {
        if (!prefix.StartsWith("lxc.net.", StringComparison.Ordinal) || LxcKeys.Find(prefix) is null || type is null)
            return null;
        string[] own = type switch
        {
            "veth" => ["veth.pair", "veth.ipv4.route", "veth.ipv6.route", "veth.vlan.id"],
            "vlan" => ["vlan.id"],
            "macvlan" => ["macvlan.mode"],
            "ipvlan" => ["ipvlan.mode", "ipvlan.isolation"],
            _ => [],
        };
        return Lines(type == "empty" ? OfEvery : [.. OfEvery, .. OfMost, .. own]);
    }

    private static string Family(string name) => name.EndsWith(".*", StringComparison.Ordinal)
        ? name[..^2]
        : name == "lxc.net.N" ? "lxc.net" : name;

    private static string Lines(IEnumerable<string> names) => string.Concat(names.Select(name => name + "\n"));
}
