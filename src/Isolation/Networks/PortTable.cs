using System.Globalization;
using System.Net;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Networks;

/// <summary>Which container has which ports of the host. Not safe for several threads.</summary>
internal sealed class PortTable
{
    private readonly Dictionary<(string Protocol, int Port), List<(IPAddress? Address, Guid Owner)>> _taken = [];
    private readonly Dictionary<Guid, List<PortSpec>> _byOwner = [];

    /// <summary>The container that already has that port or a part of it; null: nobody.</summary>
    public Guid? Holder(PortSpec port, Guid except)
    {
        var address = Address(port);
        foreach (var (other, owner) in _taken.GetValueOrDefault((port.Protocol, port.HostPort)) ?? [])
        {
            // All addresses of the host include each one.
            if (owner != except && (address is null || other is null || address.Equals(other)))
                return owner;
        }
        return null;
    }

    public void Set(Guid owner, IReadOnlyList<PortSpec> ports)
    {
        Free(owner);
        if (ports.Count == 0)
            return;
        _byOwner[owner] = [.. ports];
        foreach (var port in ports)
        {
            var key = (port.Protocol, port.HostPort);
            if (!_taken.TryGetValue(key, out var list))
                _taken[key] = list = [];
            list.Add((Address(port), owner));
        }
    }

    public IReadOnlyList<PortSpec> Of(Guid owner) => _byOwner.GetValueOrDefault(owner) ?? [];

    public void Free(Guid owner)
    {
        if (!_byOwner.Remove(owner, out var ports))
            return;
        foreach (var port in ports)
        {
            var key = (port.Protocol, port.HostPort);
            if (_taken.TryGetValue(key, out var list))
            {
                list.RemoveAll(taken => taken.Owner == owner);
                if (list.Count == 0)
                    _taken.Remove(key);
            }
        }
    }

    public static string Text(PortSpec port) => string.Create(
        CultureInfo.InvariantCulture, $"{(port.HostAddress is { } address ? Host(address) + ":" : "")}{port.HostPort}:{port.ContainerPort}/{port.Protocol}");

    private static string Host(string address) => address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

    private static IPAddress? Address(PortSpec port) => port.HostAddress is { } text ? IPAddress.Parse(text) : null;
}
