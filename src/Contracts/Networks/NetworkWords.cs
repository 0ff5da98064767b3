using System.Globalization;

namespace Orchestrator.Contracts.Networks;

/// <summary>
/// What <c>--network</c> and the batch file's <c>network</c> say: whose network namespace it is (none, host, container:NAME, …),
/// a network <c>NAME[,K=V…]</c>, or a device <c>type:KIND[,K=V…]</c>.
/// </summary>
public static class NetworkWords
{
    public const string Keys = "link, name, host-name, mac, mtu, ip, gateway, gateway4, gateway6, route, alias, in, out, up, mode, "
        + "isolation, vlan, tagged, host-route, proxy, filter";

    private static readonly string[] Kinds = ["veth", "macvlan", "ipvlan", "vlan", "phys", "empty"];

    /// <summary>The word of a namespace: none, host, container:NAME, a pid or a path; null: it is an interface.</summary>
    public static string? Namespace(string text) => text switch
    {
        "none" or "empty" or "private" or "type:none" or "type:empty" => "none",
        "host" or "type:host" => "host",
        _ => text.StartsWith('/') || text.StartsWith("container:", StringComparison.Ordinal) || text.Length > 0 && text.All(char.IsAsciiDigit) ? text : null,
    };

    /// <summary>Null with the problem.</summary>
    public static NetworkRequest? Interface(string text, out string? problem)
    {
        var parts = text.Split(',');
        var typed = parts[0].StartsWith("type:", StringComparison.Ordinal);
        var kind = typed ? parts[0]["type:".Length..] : "network";
        problem = parts[0].Length == 0 ? "a network is a NAME, or type:KIND"
            : typed && !Kinds.Contains(kind) ? $"there is no type '{kind}' of a network; there are none, host, {string.Join(", ", Kinds)}"
            : null;
        if (problem is not null)
            return null;
        var request = new NetworkRequest { Type = kind, Network = typed ? null : parts[0] };
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0 || !Set(request, part[..equals], part[(equals + 1)..]))
            {
                problem = equals > 0 && Keys.Split(", ").Contains(part[..equals])
                    ? $"'{part[(equals + 1)..]}' is not possible for {part[..equals]} of a network"
                    : $"'{part}' is nothing that a network has; there are {Keys}, each as K=V";
                return null;
            }
        }
        return request;
    }

    /// <summary>10M is 10,000,000 bits per second; also with bit behind.</summary>
    public static bool TryRate(string text, out long bits)
    {
        bits = 0;
        var number = text.EndsWith("bit", StringComparison.OrdinalIgnoreCase) ? text[..^3] : text;
        var factor = number.Length == 0 ? 0L : char.ToUpperInvariant(number[^1]) switch { 'K' => 1_000L, 'M' => 1_000_000L, 'G' => 1_000_000_000L, _ => 1L };
        if (factor == 0)
            return false;
        if (!decimal.TryParse(factor == 1 ? number : number[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || value <= 0 || value > long.MaxValue / factor)
            return false;
        bits = (long)(value * factor);
        return true;
    }

    private static bool Set(NetworkRequest request, string key, string value)
    {
        if (value.Length == 0)
            return false;
        switch (key)
        {
            case "link": request.Link = value; return true;
            case "name": request.Name = value; return true;
            case "host-name": request.HostName = value; return true;
            case "mac": request.Mac = value; return true;
            case "ip": request.Addresses = [.. request.Addresses ?? [], value]; return true;
            case "gateway" when value.Contains(':'): request.Gateway6 = value; return true;
            case "gateway" or "gateway4": request.Gateway4 = value; return true;
            case "gateway6": request.Gateway6 = value; return true;
            case "route": request.Routes = [.. request.Routes ?? [], value]; return true;
            case "alias": request.Aliases = [.. request.Aliases ?? [], value]; return true;
            case "mode": request.Mode = value; return true;
            case "isolation": request.Isolation = value; return true;
            case "host-route": request.HostRoutes = [.. request.HostRoutes ?? [], value]; return true;
            case "in" when TryRate(value, out var rate): request.IngressBitsPerSecond = rate; return true;
            case "out" when TryRate(value, out var rate): request.EgressBitsPerSecond = rate; return true;
            case "mtu" when uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var mtu): request.Mtu = mtu; return true;
            case "vlan" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var tag): request.VlanId = tag; return true;
            case "tagged" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var tag): request.TaggedVlans = [.. request.TaggedVlans ?? [], tag]; return true;
            case "up" when Switch(value) is { } up: request.Up = up; return true;
            case "proxy" when Switch(value) is { } proxy: request.NeighbourProxy = proxy; return true;
            case "filter" when Switch(value) is { } filter: request.SourceFilter = filter; return true;
            default: return false;
        }
    }

    private static bool? Switch(string value) => value switch
    {
        "1" or "true" or "on" or "yes" => true,
        "0" or "false" or "off" or "no" => false,
        _ => null,
    };
}
