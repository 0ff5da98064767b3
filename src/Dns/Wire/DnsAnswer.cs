using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Orchestrator.Dns.Wire;

/// <summary>Writes the answers that the server gives itself.</summary>
internal sealed class DnsAnswer(DnsQuery query)
{
    /// <summary>Short: a container that was removed is not to be found for long.</summary>
    private const uint TimeToLive = 5;

    private const ushort NameOfQuestion = 0xC000 | DnsHeader.Length;
    private const int FixedRecordBytes = 12;
    private readonly List<byte[]> _records = [];

    /// <summary>An answer to what could not even be read as a question: the header alone.</summary>
    public static byte[] Bare(DnsHeader header, DnsCode code)
    {
        var answer = new byte[DnsHeader.Length];
        new DnsHeader(header.Id, Flags(header, code, own: false), 0, 0, 0, 0).Write(answer);
        return answer;
    }

    public DnsAnswer Add(IPAddress address)
    {
        _records.Add(Record(address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa, address.GetAddressBytes()));
        return this;
    }

    /// <summary>A name that a PTR record points to.</summary>
    public DnsAnswer Add(string name)
    {
        if (DnsName.TryWrite(name) is { } bytes)
            _records.Add(Record(DnsType.Ptr, bytes));
        return this;
    }

    /// <summary>As much as fits into <paramref name="limit"/>; what does not is left away, and the truncation flag says so.</summary>
    /// <param name="own">The server speaks for that name itself.</param>
    public byte[] Write(DnsCode code, int limit, bool own)
    {
        var opt = query.Edns ? Opt(DnsQuery.MaxUdpBytes) : [];
        var length = DnsHeader.Length + query.Question.Length + opt.Length;
        var count = 0;
        while (count < _records.Count && length + _records[count].Length <= limit)
            length += _records[count++].Length;
        var flags = Flags(query.Header, code, own);
        if (count < _records.Count)
            flags |= DnsHeader.Truncated;
        var answer = new byte[length];
        new DnsHeader(query.Header.Id, flags, 1, (ushort)count, 0, (ushort)(query.Edns ? 1 : 0)).Write(answer);
        query.Question.Span.CopyTo(answer.AsSpan(DnsHeader.Length));
        var at = DnsHeader.Length + query.Question.Length;
        foreach (var record in _records.Take(count))
        {
            record.CopyTo(answer, at);
            at += record.Length;
        }
        opt.CopyTo(answer, at);
        return answer;
    }

    /// <summary>An OPT record without options (RFC 6891, section 6.1).</summary>
    public static byte[] Opt(int udpBytes, bool dnssec = false)
    {
        var opt = new byte[11];
        BinaryPrimitives.WriteUInt16BigEndian(opt.AsSpan(1), DnsType.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(opt.AsSpan(3), (ushort)udpBytes);
        opt[7] = dnssec ? (byte)0x80 : (byte)0;
        return opt;
    }

    private static ushort Flags(DnsHeader asked, DnsCode code, bool own) => (ushort)(
        DnsHeader.Response | DnsHeader.RecursionAvailable | (own ? DnsHeader.Authoritative : 0)
        | (asked.Flags & (DnsHeader.RecursionDesired | DnsHeader.CheckingDisabled | 0x7800)) | (int)code);

    private static byte[] Record(ushort type, byte[] data)
    {
        var record = new byte[FixedRecordBytes + data.Length];
        BinaryPrimitives.WriteUInt16BigEndian(record, NameOfQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(2), type);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(4), DnsQuery.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(record.AsSpan(6), TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record.AsSpan(10), (ushort)data.Length);
        data.CopyTo(record, FixedRecordBytes);
        return record;
    }
}
