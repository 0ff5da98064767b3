using System.Net;

namespace Orchestrator.Dns.Tests;

/// <summary>A small network: web has both families, db only IPv4, alias is another name of db.</summary>
internal sealed class Names : IZone
{
    private static readonly Dictionary<string, IPAddress[]> Table = new()
    {
        ["web"] = [IPAddress.Parse("10.9.0.2"), IPAddress.Parse("fd00::2")],
        ["db"] = [IPAddress.Parse("10.9.0.3")],
        ["alias"] = [IPAddress.Parse("10.9.0.3")],
        ["many"] = [.. Enumerable.Range(1, 100).Select(i => IPAddress.Parse($"10.9.1.{i}"))],
    };

    public IReadOnlyList<IPAddress>? Find(string name) => Table.GetValueOrDefault(name);

    public string? NameOf(IPAddress address) => address.ToString() switch { "10.9.0.2" or "fd00::2" => "web.net", _ => null };

    public bool Owns(IPAddress address) => IPNetwork.Parse("10.9.0.0/16").Contains(address) || IPNetwork.Parse("fd00::/64").Contains(address);
}
