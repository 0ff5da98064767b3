using System.Buffers.Binary;

namespace Orchestrator.Dns.Wire;

/// <summary>The first twelve bytes of every message (RFC 1035, section 4.1.1).</summary>
internal readonly record struct DnsHeader(ushort Id, ushort Flags, ushort Questions, ushort Answers, ushort Authorities, ushort Additionals)
{
    public const int Length = 12;
    public const ushort Response = 0x8000;
    public const ushort Authoritative = 0x0400;
    public const ushort Truncated = 0x0200;
    public const ushort RecursionDesired = 0x0100;
    public const ushort RecursionAvailable = 0x0080;
    public const ushort CheckingDisabled = 0x0010;

    public bool IsResponse => (Flags & Response) != 0;

    public bool IsTruncated => (Flags & Truncated) != 0;

    public int Opcode => (Flags >> 11) & 0xF;

    /// <summary>Null for fewer than twelve bytes.</summary>
    public static DnsHeader? TryRead(ReadOnlySpan<byte> message) => message.Length < Length
        ? null
        : new DnsHeader(Word(message, 0), Word(message, 2), Word(message, 4), Word(message, 6), Word(message, 8), Word(message, 10));

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16BigEndian(to, Id);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], Flags);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], Questions);
        BinaryPrimitives.WriteUInt16BigEndian(to[6..], Answers);
        BinaryPrimitives.WriteUInt16BigEndian(to[8..], Authorities);
        BinaryPrimitives.WriteUInt16BigEndian(to[10..], Additionals);
    }

    private static ushort Word(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
