using System.Runtime.InteropServices;
using static Orchestrator.Kernel.Headers.Lzma;

namespace Orchestrator.Kernel.Decoding;

/// <summary>Streams of .xz, one after the other as xz(1) takes them, with their checksums looked at.</summary>
public sealed unsafe class XzDecoder : StreamDecoder
{
    /// <summary>In memory that does not move, since the library keeps a pointer to what it allocated for it.</summary>
    private lzma_stream* _stream;

    /// <param name="memory">Bytes that the decoder may allocate: the dictionary that the stream asks for, and some more.</param>
    /// <exception cref="DllNotFoundException">liblzma is not on this machine.</exception>
    public XzDecoder(ulong memory)
    {
        _stream = (lzma_stream*)NativeMemory.AllocZeroed((nuint)sizeof(lzma_stream));
        try
        {
            if (lzma_stream_decoder(_stream, memory, LZMA_CONCATENATED | LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK)
                throw new InsufficientMemoryException("liblzma could not be set up");
        }
        catch (Exception)
        {
            Dispose(false);
            throw;
        }
    }

    ~XzDecoder() => Dispose(false);

    public override DecodeStep Step(ReadOnlySpan<byte> input, Span<byte> output, bool isLast)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        fixed (byte* from = input, to = output)
        {
            _stream->next_in = from;
            _stream->avail_in = (nuint)input.Length;
            _stream->next_out = to;
            _stream->avail_out = (nuint)output.Length;
            var result = lzma_code(_stream, isLast ? LZMA_FINISH : LZMA_RUN);
            return new DecodeStep(input.Length - (int)_stream->avail_in, output.Length - (int)_stream->avail_out, StateOf(result));
        }
    }

    private static DecodeState StateOf(int result) => result switch
    {
        LZMA_OK => DecodeState.Going,
        LZMA_STREAM_END => DecodeState.Ended,
        LZMA_MEM_ERROR or LZMA_MEMLIMIT_ERROR => DecodeState.TooMuchMemory,
        LZMA_OPTIONS_ERROR or LZMA_UNSUPPORTED_CHECK => DecodeState.Unsupported,
        _ => DecodeState.Damaged,
    };

    protected override void Dispose(bool disposing)
    {
        if (_stream is null)
            return;
        // Without anything allocated there is nothing to end, and perhaps no library to do it.
        if (_stream->@internal is not null)
            lzma_end(_stream);
        NativeMemory.Free(_stream);
        _stream = null;
    }
}
