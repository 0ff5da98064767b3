using System.Buffers.Binary;
using System.Net;
using Orchestrator.Dns.Wire;

namespace Orchestrator.Dns.Tests;

/// <summary>Queries as bytes, and what an answer says.</summary>
internal static class Messages
{
    public static byte[] Query(string name, ushort type, ushort id = 0x1234, int? edns = null, ushort kind = 1)
    {
        var question = DnsName.TryWrite(name)!;
        var opt = edns is { } bytes ? DnsAnswer.Opt(bytes) : [];
        var message = new byte[12 + question.Length + 4 + opt.Length];
        new DnsHeader(id, DnsHeader.RecursionDesired, 1, 0, 0, (ushort)(edns is null ? 0 : 1)).Write(message);
        question.CopyTo(message, 12);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(12 + question.Length), type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(14 + question.Length), kind);
        opt.CopyTo(message, 16 + question.Length);
        return message;
    }

    public static DnsHeader Header(byte[] answer) => DnsHeader.TryRead(answer)!.Value;

    public static DnsCode Code(byte[] answer) => (DnsCode)(Header(answer).Flags & 0xF);

    /// <summary>The addresses of the answer section, which all refer to the question's name.</summary>
    public static IReadOnlyList<string> Addresses(byte[] answer)
    {
        var at = DnsHeader.Length;
        DnsName.TryRead(answer, ref at).ShouldNotBeNull();
        at += 4;
        var found = new List<string>();
        for (var i = 0; i < Header(answer).Answers; i++)
        {
            BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at)).ShouldBe((ushort)0xC00C);
            int length = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 10));
            var type = BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(at + 2));
            var data = answer.AsSpan(at + 12, length);
            var start = 0;
            found.Add(type == DnsType.Ptr ? DnsName.TryRead(data, ref start)! : new IPAddress(data).ToString());
            at += 12 + length;
        }
        return found;
    }
}
