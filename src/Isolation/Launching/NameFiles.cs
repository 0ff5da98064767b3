using System.Net;
using System.Net.Sockets;
using System.Text;
using Orchestrator.Isolation.Checks;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Launching;

/// <summary>/etc/resolv.conf, /etc/hosts and /etc/hostname of a container that has a network.</summary>
internal static class NameFiles
{
    /// <summary>resolv.conf(5).</summary>
    public static string Resolv(NameSpec? names, IReadOnlyList<IPAddress> ofNetworks, IReadOnlyList<IPAddress> ofHost)
    {
        var text = new StringBuilder();
        var own = names?.Servers ?? [.. (ofNetworks.Count > 0 ? ofNetworks : ofHost).Select(server => server.ToString())];
        foreach (var server in own)
            text.Append("nameserver ").Append(server).Append('\n');
        if (names?.Search is { Count: > 0 } search)
            text.Append("search ").AppendJoin(' ', search).Append('\n');
        if (names?.Options is { Count: > 0 } options)
            text.Append("options ").AppendJoin(' ', options).Append('\n');
        return text.ToString();
    }

    /// <summary>hosts(5).</summary>
    public static string Hosts(NameSpec? names, string hostname, string name, IReadOnlyList<Membership> members)
    {
        var text = new StringBuilder("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n");
        foreach (var address in members.SelectMany(member => member.Addresses))
            text.Append(address).Append('\t').Append(hostname).Append(name == hostname ? "" : " " + name).Append('\n');
        foreach (var host in names?.Hosts ?? [])
        {
            var colon = host.IndexOf(':', StringComparison.Ordinal);
            var address = host[(colon + 1)..] == NameSpecCheck.Gateway ? Gateway(members) : host[(colon + 1)..];
            if (address is not null)
                text.Append(address).Append('\t').Append(host.AsSpan(0, colon)).Append('\n');
        }
        return text.ToString();
    }

    private static string? Gateway(IReadOnlyList<Membership> members) => members
        .SelectMany(member => new[] { member.Network.Definition.Router4, member.Network.Definition.Router6 })
        .OfType<IPAddress>().OrderBy(address => address.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).FirstOrDefault()?.ToString();
}
