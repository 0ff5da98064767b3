using System.Buffers.Binary;

namespace Orchestrator.Dns.Serving;

/// <summary>Messages within a stream: two bytes of length before each (RFC 1035, section 4.2.2).</summary>
internal static class Framing
{
    /// <summary>Null at the end of the stream.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        var prefix = new byte[2];
        if (await stream.ReadAtLeastAsync(prefix, 2, throwOnEndOfStream: false, cancel).ConfigureAwait(false) < 2)
            return null;
        var message = new byte[BinaryPrimitives.ReadUInt16BigEndian(prefix)];
        return await stream.ReadAtLeastAsync(message, message.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false) == message.Length
            ? message
            : null;
    }

    public static ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        var framed = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed.AsMemory(2));
        return stream.WriteAsync(framed, cancel);
    }
}
