using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Isolation.Identity;

/// <summary>
/// Gives every container 65,536 host ids that no other container of the node has. The ranges lie between 2^20, above
/// the ids of users and services, and 2^31, where some programs take an id for negative.
/// </summary>
internal sealed class IdRangeAllocator
{
    public const uint Length = 65_536;

    private const uint First = 1u << 20;
    private const int Ranges = (int)((0x8000_0000 - First) / Length);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _byOwner = [];
    private readonly Guid?[] _owners = new Guid?[Ranges];
    private int _next;

    /// <param name="root">Nodes with different roots begin at different places, so that they rarely share a range.</param>
    public IdRangeAllocator(string root) =>
        _next = (int)(BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(root))) % Ranges);

    /// <summary>The range of a container: the one it has, else a free one; null when all are taken.</summary>
    public uint? Take(Guid owner)
    {
        lock (_gate)
        {
            if (_byOwner.TryGetValue(owner, out var had))
                return Base(had);
            for (var tries = 0; tries < Ranges; tries++)
            {
                var index = _next;
                _next = (_next + 1) % Ranges;
                if (_owners[index] is null)
                {
                    _owners[index] = owner;
                    _byOwner.Add(owner, index);
                    return Base(index);
                }
            }
            return null;
        }
    }

    /// <summary>Takes the range that the journal says a container has. False when another one holds it.</summary>
    public bool Reserve(Guid owner, uint rangeBase)
    {
        if (rangeBase < First || (rangeBase - First) % Length != 0)
            return false;
        var index = (int)((rangeBase - First) / Length);
        lock (_gate)
        {
            if (index >= Ranges || (_owners[index] is { } other && other != owner))
                return false;
            if (_byOwner.TryGetValue(owner, out var had) && had != index)
                return false;
            _owners[index] = owner;
            _byOwner[owner] = index;
            return true;
        }
    }

    /// <summary>The range of a container that has one.</summary>
    public uint? Of(Guid owner)
    {
        lock (_gate)
            return _byOwner.TryGetValue(owner, out var index) ? Base(index) : null;
    }

    public void Free(Guid owner)
    {
        lock (_gate)
        {
            if (_byOwner.Remove(owner, out var index))
                _owners[index] = null;
        }
    }

    private static uint Base(int index) => First + (uint)index * Length;
}
