using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>Attributes one after another. One whose length does not hold ends the reading.</summary>
public ref struct AttributeReader(ReadOnlySpan<byte> bytes)
{
    private const int HeaderBytes = 4;
    private ReadOnlySpan<byte> _rest = bytes;

    public NetlinkAttribute Current { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < HeaderBytes)
            return false;
        var length = MemoryMarshal.Read<ushort>(_rest);
        var type = MemoryMarshal.Read<ushort>(_rest[2..]);
        if (length < HeaderBytes || length > _rest.Length)
        {
            _rest = default;
            return false;
        }
        Current = new NetlinkAttribute((ushort)(type & LinuxNetlink.NLA_TYPE_MASK), _rest[HeaderBytes..length]);
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    public readonly AttributeReader GetEnumerator() => this;
}
