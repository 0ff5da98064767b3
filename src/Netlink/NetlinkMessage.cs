using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Orchestrator.Netlink;

/// <summary>One message of the kernel.</summary>
public readonly ref struct NetlinkMessage(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> payload)
{
    public ushort Type { get; } = type;

    public ushort Flags { get; } = flags;

    public uint Sequence { get; } = sequence;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The fixed body; false when the message is shorter than that.</summary>
    public bool TryBody<T>(out T body)
        where T : unmanaged => MemoryMarshal.TryRead(Payload, out body);

    /// <summary>The attributes after a fixed body.</summary>
    public AttributeReader Attributes<T>()
        where T : unmanaged
    {
        var skipped = (Unsafe.SizeOf<T>() + 3) & ~3;
        return new AttributeReader(skipped < Payload.Length ? Payload[skipped..] : default);
    }
}
