using System.Buffers;
using System.Text.Json;

namespace Orchestrator.Actors.Journal;

/// <summary>What a thread seals records in, over and over.</summary>
internal sealed class SealBuffer
{
    // A giant record must not be paid for ever after.
    private const int Largest = 1 << 20;

    [ThreadStatic]
    private static SealBuffer? _ofThread;

    private SealBuffer() => Json = new Utf8JsonWriter(Bytes, RecordCodec.Writing);

    public ArrayBufferWriter<byte> Bytes { get; } = new(4_096);

    public Utf8JsonWriter Json { get; }

    public static SealBuffer Take()
    {
        SealBuffer buffer = _ofThread is { Bytes.Capacity: <= Largest } known ? known : _ofThread = new SealBuffer();
        buffer.Bytes.ResetWrittenCount();
        buffer.Json.Reset();
        return buffer;
    }
}
