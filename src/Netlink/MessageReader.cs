using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>The messages of one datagram. What does not hold together ends the reading: nothing is read beyond the bytes.</summary>
public ref struct MessageReader(ReadOnlySpan<byte> bytes)
{
    private const int HeaderBytes = 16;
    private ReadOnlySpan<byte> _rest = bytes;

    public NetlinkMessage Current { get; private set; }

    /// <summary>True when bytes were left over that are no message.</summary>
    public bool Damaged { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        if (!MemoryMarshal.TryRead<LinuxNetlink.nlmsghdr>(_rest, out var header)
            || header.nlmsg_len < HeaderBytes || header.nlmsg_len > (uint)_rest.Length)
        {
            Damaged = true;
            _rest = default;
            return false;
        }
        var length = (int)header.nlmsg_len;
        Current = new NetlinkMessage(header.nlmsg_type, header.nlmsg_flags, header.nlmsg_seq, _rest[HeaderBytes..length]);
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }

    public readonly MessageReader GetEnumerator() => this;
}
