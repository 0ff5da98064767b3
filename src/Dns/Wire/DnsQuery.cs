using System.Buffers.Binary;

namespace Orchestrator.Dns.Wire;

/// <summary>What somebody asks. Only sound queries become one; <see cref="Question"/> is part of the message itself.</summary>
/// <param name="Name">In lower case, without the last dot; empty for the root.</param>
/// <param name="Question">Name, type and class as they were sent, which the answer repeats to the letter.</param>
/// <param name="UdpBytes">How much the asker takes in one datagram: 512, or what EDNS says (RFC 6891).</param>
/// <param name="Edns">Whether it speaks EDNS; only then the answer may.</param>
/// <param name="Dnssec">The DO bit.</param>
internal sealed record DnsQuery(
    DnsHeader Header, string Name, ushort Type, ushort Class, ReadOnlyMemory<byte> Question, int UdpBytes, bool Edns, bool Dnssec)
{
    public const ushort Internet = 1;
    public const int PlainUdpBytes = 512;

    /// <summary>More would be cut into pieces on its way (RFC 9715 names 1,400; DNS flag day 2020 1,232).</summary>
    public const int MaxUdpBytes = 1_232;

    private const int OptFixedBytes = 11;

    /// <summary>
    /// Null where there is nothing to say: too short for a header, or itself an answer, which must never be answered. With
    /// a problem, that is the answer's code.
    /// </summary>
    public static DnsQuery? TryRead(ReadOnlyMemory<byte> message, out DnsHeader header, out DnsCode? problem)
    {
        problem = null;
        header = default;
        var span = message.Span;
        if (DnsHeader.TryRead(span) is not { IsResponse: false } read)
            return null;
        header = read;
        if (read.Opcode != 0)
        {
            problem = DnsCode.NotImplemented;
            return null;
        }
        problem = DnsCode.FormatError;
        if (read is not { Questions: 1, Answers: 0, Authorities: 0, Additionals: <= 1 })
            return null;
        var at = DnsHeader.Length;
        if (DnsName.TryRead(span, ref at) is not { } name || at + 4 > span.Length)
            return null;
        var type = BinaryPrimitives.ReadUInt16BigEndian(span[at..]);
        var kind = BinaryPrimitives.ReadUInt16BigEndian(span[(at + 2)..]);
        at += 4;
        var question = message[DnsHeader.Length..at];
        if (read.Additionals == 0)
        {
            problem = at == span.Length ? null : problem;
            return problem is null ? new DnsQuery(read, name, type, kind, question, PlainUdpBytes, false, false) : null;
        }
        var rest = span[at..];
        // One OPT record: the root's name, and a length that covers exactly the rest.
        if (rest.Length < OptFixedBytes || rest[0] != 0 || BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) != DnsType.Opt
            || BinaryPrimitives.ReadUInt16BigEndian(rest[9..]) != rest.Length - OptFixedBytes)
            return null;
        problem = null;
        int bytes = BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
        return new DnsQuery(
            read, name, type, kind, question, Math.Clamp(bytes, PlainUdpBytes, MaxUdpBytes), true, (rest[7] & 0x80) != 0);
    }
}
