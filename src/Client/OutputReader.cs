using Orchestrator.Contracts.Streams;

namespace Orchestrator.Client;

/// <summary>Reads framed output; the buffer it hands out is valid until the next read.</summary>
public sealed class OutputReader(Stream stream, string socketPath) : IDisposable
{
    private readonly byte[] _header = new byte[StreamFrame.HeaderLength];
    private byte[] _buffer = new byte[64 * 1024];

    /// <summary>The next piece, or null at the end of the stream. A broken connection ends in a piece of kind Failed.</summary>
    public async ValueTask<OutputPiece?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            var got = await stream.ReadAtLeastAsync(_header, _header.Length, throwOnEndOfStream: false, cancel);
            if (got == 0)
                return null;
            if (got < _header.Length)
                return Broken("it ended within a frame");
            var (kind, length) = StreamFrame.ReadHeader(_header);
            if (length is < 0 or > StreamFrame.MaxLength)
                return Broken($"a frame of {length} bytes");
            if (_buffer.Length < length)
                _buffer = new byte[length];
            await stream.ReadExactlyAsync(_buffer.AsMemory(0, length), cancel);
            return new OutputPiece(kind, _buffer.AsMemory(0, length));
        }
        catch (Exception error) when (error is IOException)
        {
            return Broken(error.Message);
        }
    }

    public void Dispose() => stream.Dispose();

    private OutputPiece Broken(string why) => OutputPiece.OfProblem(
        Problems.Unreachable(socketPath, $"The stream of output broke off: {why}. The container goes on."));
}
