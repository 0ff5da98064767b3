using System.Globalization;

namespace Orchestrator.Contracts.Networks;

/// <summary>Ports as <c>-p</c> takes them: <c>[HOSTIP:][HOSTPORT:]CONTAINERPORT[/tcp|udp|sctp]</c>, and ranges of ports.</summary>
public static class PortWords
{
    private const int MostInRange = 1_000;

    /// <summary>One for each port of a range; null with the problem.</summary>
    public static IReadOnlyList<PortRequest>? Read(string text, out string? problem)
    {
        problem = null;
        var slash = text.LastIndexOf('/');
        var protocol = slash < 0 ? "tcp" : text[(slash + 1)..];
        var rest = slash < 0 ? text : text[..slash];
        if (protocol is not ("tcp" or "udp" or "sctp"))
            problem = $"there are no ports of '{protocol}': it is tcp, udp or sctp";
        string? address = null;
        var bracket = rest.LastIndexOf(']');
        var last = rest.LastIndexOf(':');
        var first = last < 0 ? -1 : rest.LastIndexOf(':', Math.Max(last - 1, 0));
        if (bracket > 0 && rest.StartsWith('[') && bracket + 1 < rest.Length && rest[bracket + 1] == ':')
            (address, rest) = (rest[1..bracket], rest[(bracket + 2)..]);
        else if (first > 0 && first < last)
            (address, rest) = (rest[..first], rest[(first + 1)..]);
        if (problem is null && address is not null && !System.Net.IPAddress.TryParse(address, out _))
            problem = $"'{address}' is not an address of the host";
        var parts = rest.Split(':');
        (int First, int Last) host = default;
        if (problem is null && (parts.Length > 2 || !TryRange(parts[^1], out _) || (parts.Length == 2 && parts[0].Length > 0 && !TryRange(parts[0], out host))))
            problem = "it is [HOSTIP:][HOSTPORT:]CONTAINERPORT[/tcp|udp|sctp], such as 8080:80 or 127.0.0.1:5300-5310:5300-5310/udp";
        if (problem is not null || !TryRange(parts[^1], out var inside))
            return null;
        var open = parts.Length == 1 || parts[0].Length == 0;
        if (!open && host.Last - host.First != inside.Last - inside.First)
        {
            problem = "the ranges of the host and of the container are of different lengths";
            return null;
        }
        return
        [
            .. Enumerable.Range(0, inside.Last - inside.First + 1).Select(i => new PortRequest
            {
                HostAddress = address, HostPort = open ? 0 : host.First + i, ContainerPort = inside.First + i, Protocol = protocol,
            }),
        ];
    }

    private static bool TryRange(string text, out (int First, int Last) range)
    {
        range = default;
        var parts = text.Split('-');
        if (parts.Length > 2 || !TryPort(parts[0], out range.First) || !TryPort(parts[^1], out range.Last))
            return false;
        return range.Last >= range.First && range.Last - range.First < MostInRange;
    }

    private static bool TryPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
}
