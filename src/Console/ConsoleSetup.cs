using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.Consoles;

/// <summary>
/// What a holder is told first. With it come the file that all output is appended to (if <see cref="HasLog"/>) and the
/// write end of the payload's stdin (if <see cref="HasStdin"/>), in this order.
/// </summary>
/// <param name="RingBytes">How much of the newest output is kept in memory; a power of two.</param>
/// <param name="LogPath">A further file for the console's output, or empty; at most <paramref name="LogBytes"/> long unless that is 0.</param>
/// <param name="LogRotate">When full it is renamed to <c>.1</c>; else it begins anew.</param>
/// <param name="PeerPath">A device that the console is tied to, or empty.</param>
public sealed record ConsoleSetup(
    bool HasLog, bool HasStdin, int RingBytes, string LogPath, long LogBytes, bool LogRotate, string PeerPath)
{
    private const int HeadBytes = 24;

    public byte[] ToBytes()
    {
        var log = Encoding.UTF8.GetBytes(LogPath);
        var peer = Encoding.UTF8.GetBytes(PeerPath);
        var bytes = new byte[HeadBytes + log.Length + peer.Length];
        bytes[0] = ConsoleMessage.Setup;
        bytes[1] = (byte)((HasLog ? 1 : 0) | (HasStdin ? 2 : 0) | (LogRotate ? 4 : 0));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), RingBytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), LogBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), log.Length);
        log.CopyTo(bytes, HeadBytes);
        peer.CopyTo(bytes, HeadBytes + log.Length);
        return bytes;
    }

    /// <summary>Null: this is no setup.</summary>
    public static ConsoleSetup? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes || bytes[0] != ConsoleMessage.Setup)
            return null;
        var ring = BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]);
        var log = BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);
        if (log < 0 || log > bytes.Length - HeadBytes || ring < 4096 || !int.IsPow2(ring))
            return null;
        return new ConsoleSetup(
            (bytes[1] & 1) != 0, (bytes[1] & 2) != 0, ring, Encoding.UTF8.GetString(bytes.Slice(HeadBytes, log)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), (bytes[1] & 4) != 0, Encoding.UTF8.GetString(bytes[(HeadBytes + log)..]));
    }
}
