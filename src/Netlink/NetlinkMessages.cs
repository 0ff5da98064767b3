using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Netlink;

/// <summary>
/// Builds one or more messages that are sent together, netlink(7): each is a header, a fixed body, and attributes, which may
/// hold attributes. Numbers are in the host's order unless the name says otherwise. Not safe for several threads.
/// </summary>
public sealed class NetlinkMessages
{
    private const int HeaderBytes = 16, AttributeHeaderBytes = 4;
    private readonly List<int> _nests = [];
    private readonly List<bool> _acknowledged = [];
    private byte[] _bytes = new byte[1024];
    private int _length;
    private int _begin = -1;

    /// <summary>Messages so far.</summary>
    public int Count => _acknowledged.Count;

    /// <summary>How many of them ask for an acknowledgement.</summary>
    public int Acknowledged => _acknowledged.Count(asked => asked);

    public void Clear()
    {
        _length = 0;
        _begin = -1;
        _nests.Clear();
        _acknowledged.Clear();
    }

    /// <summary>A new message after the ones that are there. NLM_F_REQUEST is added.</summary>
    public NetlinkMessages Begin(ushort type, ushort flags)
    {
        Finish();
        _begin = _length;
        LinuxNetlink.nlmsghdr header = default;
        header.nlmsg_type = type;
        header.nlmsg_flags = (ushort)(flags | LinuxNetlink.NLM_F_REQUEST);
        Append(header);
        _acknowledged.Add((flags & LinuxNetlink.NLM_F_ACK) != 0);
        return this;
    }

    /// <summary>The fixed body, or what else comes before the attributes.</summary>
    public NetlinkMessages Body<T>(in T body)
        where T : unmanaged
    {
        Append(body);
        Align();
        return this;
    }

    public NetlinkMessages Put(ushort type, ReadOnlySpan<byte> value)
    {
        if (value.Length > ushort.MaxValue - AttributeHeaderBytes)
            throw new ArgumentException($"An attribute holds less than 64 kB, not {value.Length} bytes.", nameof(value));
        Append((ushort)(AttributeHeaderBytes + value.Length));
        Append(type);
        value.CopyTo(Room(value.Length));
        Align();
        return this;
    }

    public NetlinkMessages Put<T>(ushort type, in T value)
        where T : unmanaged => Put(type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public NetlinkMessages PutBig(ushort type, ushort value) => Put(type, BinaryPrimitives.ReverseEndianness(value));

    public NetlinkMessages PutBig(ushort type, uint value) => Put(type, BinaryPrimitives.ReverseEndianness(value));

    public NetlinkMessages PutBig(ushort type, ulong value) => Put(type, BinaryPrimitives.ReverseEndianness(value));

    /// <summary>With the NUL that the kernel asks for.</summary>
    public NetlinkMessages Put(ushort type, string text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return Put(type, bytes);
    }

    public NetlinkMessages Put(ushort type, IPAddress address) => Put(type, address.GetAddressBytes());

    /// <summary>An attribute without a value.</summary>
    public NetlinkMessages PutFlag(ushort type) => Put(type, default(ReadOnlySpan<byte>));

    /// <summary>What follows, up to <see cref="End"/>, is inside of this attribute.</summary>
    public NetlinkMessages Nest(ushort type, bool marked = true)
    {
        _nests.Add(_length);
        Append((ushort)0);
        Append((ushort)(marked ? type | LinuxNetlink.NLA_F_NESTED : type));
        return this;
    }

    public NetlinkMessages End()
    {
        var start = _nests[^1];
        _nests.RemoveAt(_nests.Count - 1);
        if (_length - start > ushort.MaxValue)
            throw new InvalidOperationException("A nested attribute holds less than 64 kB.");
        MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(_length - start));
        return this;
    }

    /// <summary>Numbers the messages from <paramref name="sequence"/> on.</summary>
    internal ReadOnlySpan<byte> Sealed(uint sequence)
    {
        Finish();
        for (var at = 0; at < _length;)
        {
            ref var header = ref Unsafe.As<byte, LinuxNetlink.nlmsghdr>(ref _bytes[at]);
            header.nlmsg_seq = sequence++;
            at += (int)header.nlmsg_len;
        }
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>Whether the message of this number in the batch is answered in any case.</summary>
    internal bool IsAcknowledged(int index) => _acknowledged[index];

    private void Finish()
    {
        if (_begin < 0)
            return;
        if (_nests.Count > 0)
            throw new InvalidOperationException("A nested attribute was not ended.");
        // Each message begins at a multiple of four: attributes were padded, and so is the body.
        MemoryMarshal.Write(_bytes.AsSpan(_begin), (uint)(_length - _begin));
        _begin = -1;
    }

    private void Append<T>(in T value)
        where T : unmanaged
    {
        // SAFETY: T is unmanaged, and the room has its size.
        MemoryMarshal.Write(Room(Unsafe.SizeOf<T>()), value);
    }

    private void Align() => Room((4 - (_length & 3)) & 3);

    private Span<byte> Room(int bytes)
    {
        if (_length + bytes > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes + HeaderBytes));
        var room = _bytes.AsSpan(_length, bytes);
        room.Clear();
        _length += bytes;
        return room;
    }
}
