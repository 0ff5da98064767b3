using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Daemon.Output;

/// <summary>Writes frames into a response; nothing is sent before it is flushed, and a flush waits for a slow reader.</summary>
internal sealed class FrameWriter(HttpResponse response)
{
    private readonly PipeWriter _body = response.BodyWriter;

    public void Start()
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = StreamFrame.MediaType;
    }

    public void Json<T>(StreamKind kind, T value, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        StreamFrame.WriteHeader(_body.GetSpan(StreamFrame.HeaderLength), kind, bytes.Length);
        _body.Advance(StreamFrame.HeaderLength);
        bytes.CopyTo(_body.GetSpan(bytes.Length));
        _body.Advance(bytes.Length);
    }

    /// <summary>Lets <paramref name="fill"/> write at most so many bytes of one piece; gives how many it wrote.</summary>
    public int Piece(StreamKind kind, int most, Func<Memory<byte>, int> fill)
    {
        var memory = _body.GetMemory(StreamFrame.HeaderLength + most);
        var count = fill(memory.Slice(StreamFrame.HeaderLength, most));
        if (count == 0)
            return 0;
        StreamFrame.WriteHeader(memory.Span, kind, count);
        _body.Advance(StreamFrame.HeaderLength + count);
        return count;
    }

    public async ValueTask FlushAsync(CancellationToken cancel)
    {
        var result = await _body.FlushAsync(cancel);
        if (result.IsCompleted)
            throw new IOException("The reader went away.");
    }
}
