using System.Net;
using System.Net.Sockets;
using Orchestrator.Isolation.Spec;
using Orchestrator.Netlink;
using Orchestrator.Netlink.Netfilter;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// The node's tables in the kernel: one of IP and one of bridged frames, there as long as there is a network. What they hold
/// is known here, so that a change is a batch of elements, and a table that somebody took away is made again as it was.
/// </summary>
internal sealed class NodeFirewall(string table, Func<NetlinkSocket> open) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, NetworkDefinition> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, FirewallMember> _members = [];
    private NetlinkSocket? _socket;
    private bool _there;

    public static string TableName(string tag) => $"orch_{tag}";

    /// <summary>All of it at once, in the place of what an earlier daemon left. Null, or what the kernel refused.</summary>
    public string? Restore(IEnumerable<NetworkDefinition> networks)
    {
        lock (_gate)
        {
            foreach (var network in networks)
                _networks[network.Bridge!] = network;
            _there = true;
            return Rebuild();
        }
    }

    public string? Add(NetworkDefinition network)
    {
        lock (_gate)
        {
            _networks[network.Bridge!] = network;
            return Change(batch => Write(batch, network));
        }
    }

    public string? Remove(NetworkDefinition network)
    {
        lock (_gate)
        {
            if (!_networks.Remove(network.Bridge!))
                return null;
            return Rebuild();
        }
    }

    /// <summary>Also instead of what was said of the same container before.</summary>
    public string? Add(Guid container, FirewallMember member)
    {
        lock (_gate)
        {
            var before = _members.GetValueOrDefault(container);
            _members[container] = member;
            return Change(batch =>
            {
                if (before is not null)
                    Delete(batch, before);
                Write(batch, member);
            });
        }
    }

    public string? Remove(Guid container)
    {
        lock (_gate)
        {
            return _members.Remove(container, out var member) ? Change(batch => Delete(batch, member)) : null;
        }
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>Whoever flushed the tables, or whatever was amiss with them: after this they are right.</summary>
    private string? Change(Action<FilterBatch> write)
    {
        if (!_there)
            return Rebuild();
        var batch = new FilterBatch();
        write(batch);
        return Commit(batch) is null ? null : Rebuild();
    }

    private string? Rebuild()
    {
        var batch = new FilterBatch();
        if (_networks.Count == 0 && _members.Count == 0)
        {
            if (!_there)
                return null;
            // Made first, so that removing them does not fail where they are gone already.
            batch.AddTable(FilterFamily.Inet, table).DeleteTable(FilterFamily.Inet, table)
                .AddTable(FilterFamily.Bridge, table).DeleteTable(FilterFamily.Bridge, table);
            _there = false;
            return Commit(batch)?.Text;
        }
        new FirewallRules(batch, table).Write();
        foreach (var network in _networks.Values)
            Write(batch, network);
        foreach (var member in _members.Values)
            Write(batch, member);
        var error = Commit(batch);
        _there = error is null;
        return error is null ? null : $"The kernel refused the packet filter of the networks: {error.Text}";
    }

    private NetlinkError? Commit(FilterBatch batch) => (_socket ??= open()).Commit(batch);

    private void Write(FilterBatch batch, NetworkDefinition network)
    {
        var bridge = network.Bridge!;
        Add(FirewallSets.Bridges, FilterData.Of(bridge));
        Add(FirewallSets.Within, FilterData.Of(bridge).Interface(bridge));
        if (network.Isolated)
            Add(FirewallSets.Isolated, FilterData.Of(bridge));
        else if (network.Nat)
            Add(FirewallSets.Translated, FilterData.Of(bridge));

        void Add(string set, FilterData key) => batch.AddElement(FilterFamily.Inet, table, set, key);
    }

    private void Write(FilterBatch batch, FirewallMember member) =>
        ForEach(member, (family, set, key, value) => batch.AddElement(family, table, set, key, value));

    private void Delete(FilterBatch batch, FirewallMember member) =>
        ForEach(member, (family, set, key, _) => batch.DeleteElement(family, table, set, key));

    private static void ForEach(FirewallMember member, Action<FilterFamily, string, FilterData, FilterData?> visit)
    {
        foreach (var device in member.Devices)
        {
            visit(FilterFamily.Bridge, FirewallSets.Guarded, FilterData.Of(device.Name), null);
            visit(FilterFamily.Bridge, FirewallSets.Macs, FilterData.Of(device.Name).Mac(device.Mac), null);
            foreach (var address in device.Addresses)
            {
                var set = address.AddressFamily == AddressFamily.InterNetwork ? FirewallSets.Senders4 : FirewallSets.Senders6;
                visit(FilterFamily.Bridge, set, FilterData.Of(device.Name).Address(address), null);
            }
        }
        foreach (var port in member.Ports)
        {
            var host = port.HostAddress is { } text ? IPAddress.Parse(text) : null;
            if (member.Address4 is { } to4 && host?.AddressFamily != AddressFamily.InterNetworkV6)
                Forward(port, host, to4, FirewallSets.Ports4, FirewallSets.AllPorts4);
            if (member.Address6 is { } to6 && host?.AddressFamily != AddressFamily.InterNetwork)
                Forward(port, host, to6, FirewallSets.Ports6, FirewallSets.AllPorts6);
        }

        void Forward(PortSpec port, IPAddress? host, IPAddress to, string ofOne, string ofAll)
        {
            var key = new FilterData().Protocol(Number(port.Protocol));
            if (host is not null)
                key.Address(host);
            visit(FilterFamily.Inet, host is null ? ofAll : ofOne, key.Port(port.HostPort), new FilterData().Address(to).Port(port.ContainerPort));
        }
    }

    private static byte Number(string protocol) => protocol switch
    {
        "tcp" => FirewallRules.Tcp,
        "udp" => FirewallRules.Udp,
        "sctp" => FirewallRules.Sctp,
        _ => throw new ArgumentException($"There are no ports of {protocol}.", nameof(protocol)),
    };
}
