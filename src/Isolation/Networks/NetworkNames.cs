using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orchestrator.Dns;

namespace Orchestrator.Isolation.Networks;

/// <summary>Who of one network runs, by name: a container's own name, its aliases, and both with the network's name behind a dot.</summary>
internal sealed class NetworkNames(NetworkDefinition network) : IZone
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<(Guid Owner, IPAddress Address)>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<IPAddress, (Guid Owner, string Name)> _byAddress = [];
    private readonly Dictionary<Guid, HashSet<string>> _names = [];
    private int _turn;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _names.Count == 0;
        }
    }

    /// <summary>Instead of what was said of the same container before.</summary>
    public void Set(Guid container, string name, IEnumerable<Membership> members)
    {
        lock (_gate)
        {
            Forget(container);
            var mine = _names[container] = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in members)
            {
                foreach (var alias in member.Aliases.Prepend(name).Select(alias => alias.ToLowerInvariant()))
                {
                    mine.Add(alias);
                    if (!_byName.TryGetValue(alias, out var list))
                        _byName[alias] = list = [];
                    list.AddRange(member.Addresses.Select(address => (container, address)).Where(pair => !list.Contains(pair)));
                }
                foreach (var address in member.Addresses)
                    _byAddress[address] = (container, $"{name.ToLowerInvariant()}.{network.Name.ToLowerInvariant()}");
            }
        }
    }

    public void Remove(Guid container)
    {
        lock (_gate)
            Forget(container);
    }

    public IReadOnlyList<IPAddress>? Find(string name)
    {
        lock (_gate)
        {
            var suffix = "." + network.Name.ToLowerInvariant();
            if (!_byName.TryGetValue(name, out var list)
                && !(name.EndsWith(suffix, StringComparison.Ordinal) && _byName.TryGetValue(name[..^suffix.Length], out list)))
                return null;
            // Those who share a name take turns in being the first.
            var turn = list.Count > 1 ? _turn++ & int.MaxValue : 0;
            return [.. Enumerable.Range(0, list.Count).Select(i => list[(i + turn) % list.Count].Address)];
        }
    }

    public string? NameOf(IPAddress address)
    {
        lock (_gate)
            return _byAddress.TryGetValue(address, out var owner) ? owner.Name : null;
    }

    public bool Owns(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? network.Range4?.Contains(address) == true
        : network.Range6?.Contains(address) == true;

    private void Forget(Guid container)
    {
        if (!_names.Remove(container, out var names))
            return;
        foreach (var name in names)
        {
            var list = _byName[name];
            foreach (var (_, address) in list.Where(pair => pair.Owner == container))
                _byAddress.Remove(address);
            list.RemoveAll(pair => pair.Owner == container);
            if (list.Count == 0)
                _byName.Remove(name);
        }
    }
}
