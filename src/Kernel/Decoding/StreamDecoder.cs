namespace Orchestrator.Kernel.Decoding;

/// <summary>Decodes a compressed stream piece by piece, with memory that does not grow with it. For one thread at a time.</summary>
public abstract class StreamDecoder : IDisposable
{
    /// <param name="input">May be empty.</param>
    /// <param name="output">Must not be empty.</param>
    /// <param name="isLast">Nothing comes after <paramref name="input"/>.</param>
    public abstract DecodeStep Step(ReadOnlySpan<byte> input, Span<byte> output, bool isLast);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
