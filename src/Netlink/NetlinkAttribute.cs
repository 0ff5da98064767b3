using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Orchestrator.Netlink;

/// <summary>One attribute of a message; its value is only what the message's bytes hold.</summary>
public readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The attributes inside.</summary>
    public AttributeReader Nested => new(Value);

    /// <summary>0 when it is too short.</summary>
    public T Number<T>()
        where T : unmanaged => MemoryMarshal.TryRead<T>(Value, out var number) ? number : default;

    public ushort BigUInt16 => BinaryPrimitives.ReverseEndianness(Number<ushort>());

    public uint BigUInt32 => BinaryPrimitives.ReverseEndianness(Number<uint>());

    public ulong BigUInt64 => BinaryPrimitives.ReverseEndianness(Number<ulong>());

    /// <summary>Up to the first NUL.</summary>
    public string Text => Encoding.UTF8.GetString(Value.IndexOf((byte)0) is >= 0 and var end ? Value[..end] : Value);

    /// <summary>Null when it has neither 4 nor 16 bytes.</summary>
    public IPAddress? Address => Value.Length is 4 or 16 ? new IPAddress(Value) : null;
}
