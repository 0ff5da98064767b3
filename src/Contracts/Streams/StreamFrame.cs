namespace Orchestrator.Contracts.Streams;

/// <summary>
/// Header of one piece of a stream of output: one byte of kind, four of length (big endian), then the bytes.
/// Media type <c>application/vnd.orch.stream</c>.
/// </summary>
public static class StreamFrame
{
    public const int HeaderLength = 5;

    public const string MediaType = "application/vnd.orch.stream";

    /// <summary>Longest piece that a reader accepts.</summary>
    public const int MaxLength = 1 << 20;

    public static void WriteHeader(Span<byte> header, StreamKind kind, int length)
    {
        header[0] = (byte)kind;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(header[1..], length);
    }

    public static (StreamKind Kind, int Length) ReadHeader(ReadOnlySpan<byte> header) =>
        ((StreamKind)header[0], System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(header[1..]));
}
