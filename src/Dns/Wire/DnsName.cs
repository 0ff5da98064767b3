using System.Text;

namespace Orchestrator.Dns.Wire;

/// <summary>A name as text, without the last dot and in lower case, and as the bytes of a message (RFC 1035, section 3.1).</summary>
internal static class DnsName
{
    public const int MaxBytes = 255;
    private const int MaxLabel = 63;

    /// <summary>
    /// Reads an uncompressed name, which is what a question has: a pointer there leads nowhere sound. Null if it is cut off,
    /// too long or compressed. Bytes that are no letters, digits, hyphens or underscores are kept as <c>\DDD</c>, so that no
    /// two names read alike.
    /// </summary>
    public static string? TryRead(ReadOnlySpan<byte> message, ref int at)
    {
        var text = new StringBuilder();
        for (var start = at; at < message.Length;)
        {
            int length = message[at++];
            if (length == 0)
                return text.ToString();
            if (length > MaxLabel || at + length > message.Length || at + length - start >= MaxBytes)
                return null;
            if (text.Length > 0)
                text.Append('.');
            foreach (var letter in message.Slice(at, length))
                Append(text, letter);
            at += length;
        }
        return null;
    }

    /// <summary>Bytes of a name that is written here, such as that of a container. Null if it is none.</summary>
    public static byte[]? TryWrite(string name)
    {
        var bytes = new List<byte>(name.Length + 2);
        foreach (var label in name.Length == 0 ? [] : name.Split('.'))
        {
            if (label.Length is 0 or > MaxLabel || !Ascii.IsValid(label))
                return null;
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
        }
        bytes.Add(0);
        return bytes.Count > MaxBytes ? null : [.. bytes];
    }

    private static void Append(StringBuilder text, byte letter)
    {
        if (letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_')
            text.Append((char)letter);
        else if (letter is >= (byte)'A' and <= (byte)'Z')
            text.Append((char)(letter | 0x20));
        else
            text.Append('\\').Append((char)('0' + (letter / 100))).Append((char)('0' + (letter / 10 % 10))).Append((char)('0' + (letter % 10)));
    }
}
