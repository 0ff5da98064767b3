using System.Net;

namespace Orchestrator.Isolation.Networks;

/// <summary>
/// Who has which address of a subnet. A new one goes to whom it was free for longest: neighbours still remember the
/// hardware address of its last owner for a while. Not safe for several threads.
/// </summary>
internal sealed class AddressPool
{
    private readonly AddressRange _range;
    private readonly UInt128? _gateway;
    private readonly Dictionary<UInt128, Guid> _owners = [];
    private UInt128 _next;

    public AddressPool(IPNetwork subnet, IPAddress? gateway)
    {
        _range = new AddressRange(subnet);
        _gateway = gateway is null ? null : _range.Offset(gateway);
        _next = _range.FirstHost;
    }

    public IPNetwork Subnet => _range.Network;

    public int Taken => _owners.Count;

    /// <summary>Addresses that containers may have.</summary>
    public UInt128 Size => _range.LastHost - _range.FirstHost + (_gateway is null ? 1u : 0u);

    /// <summary>A free address; null when all are taken.</summary>
    public IPAddress? Take(Guid owner)
    {
        if ((UInt128)_owners.Count >= Size)
            return null;
        // One more than are taken, and the gateway, is as far as it can be to a free one.
        while (_gateway == _next || _owners.ContainsKey(_next))
            _next = After(_next);
        _owners.Add(_next, owner);
        var address = _range.At(_next);
        _next = After(_next);
        return address;
    }

    /// <summary>Takes that address for that owner. False if it is another's, the gateway, or none of this subnet.</summary>
    public bool Reserve(Guid owner, IPAddress address)
    {
        if (!IsPossible(address))
            return false;
        var offset = _range.Offset(address);
        return _owners.TryAdd(offset, owner) || _owners[offset] == owner;
    }

    /// <summary>Whether a container may have it, now or when it is free.</summary>
    public bool IsPossible(IPAddress address) =>
        address.AddressFamily == Subnet.BaseAddress.AddressFamily && Subnet.Contains(address)
        && _range.Offset(address) is var offset && _range.IsHost(offset) && offset != _gateway;

    public Guid? OwnerOf(IPAddress address) =>
        IsPossible(address) && _owners.TryGetValue(_range.Offset(address), out var owner) ? owner : null;

    /// <summary>Gives an address back; one that is another's stays.</summary>
    public void Free(Guid owner, IPAddress address)
    {
        if (OwnerOf(address) == owner)
            _owners.Remove(_range.Offset(address));
    }

    private UInt128 After(UInt128 offset) => offset >= _range.LastHost ? _range.FirstHost : offset + 1;
}
