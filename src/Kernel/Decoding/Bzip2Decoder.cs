using System.Runtime.InteropServices;
using static Orchestrator.Kernel.Headers.Bzlib;

namespace Orchestrator.Kernel.Decoding;

/// <summary>Streams of .bz2, one after the other as bzip2(1) takes them. None needs more than 4 MB.</summary>
public sealed unsafe class Bzip2Decoder : StreamDecoder
{
    /// <summary>In memory that does not move: the library looks whether it is where it was.</summary>
    private bz_stream* _stream = (bz_stream*)NativeMemory.AllocZeroed((nuint)sizeof(bz_stream));

    /// <summary>False between the end of one stream and the beginning of the next.</summary>
    private bool _within;

    /// <exception cref="DllNotFoundException">libbz2 is not on this machine.</exception>
    public Bzip2Decoder()
    {
        try
        {
            if (!Begin())
                throw new InsufficientMemoryException("libbz2 could not be set up");
        }
        catch (Exception)
        {
            Dispose(false);
            throw;
        }
    }

    ~Bzip2Decoder() => Dispose(false);

    public override DecodeStep Step(ReadOnlySpan<byte> input, Span<byte> output, bool isLast)
    {
        ObjectDisposedException.ThrowIf(_stream is null, this);
        if (!_within && input.IsEmpty)
            return new DecodeStep(0, 0, isLast ? DecodeState.Ended : DecodeState.Going);
        if (!_within && !Begin())
            return new DecodeStep(0, 0, DecodeState.TooMuchMemory);
        fixed (byte* from = input, to = output)
        {
            _stream->next_in = from;
            _stream->avail_in = (uint)input.Length;
            _stream->next_out = to;
            _stream->avail_out = (uint)output.Length;
            var result = BZ2_bzDecompress(_stream);
            var (taken, made) = (input.Length - (int)_stream->avail_in, output.Length - (int)_stream->avail_out);
            if (result == BZ_STREAM_END)
                End();
            return new DecodeStep(taken, made, result switch
            {
                BZ_STREAM_END => DecodeState.Going,
                BZ_OK => isLast && taken == 0 && made == 0 ? DecodeState.Damaged : DecodeState.Going,
                BZ_MEM_ERROR => DecodeState.TooMuchMemory,
                _ => DecodeState.Damaged,
            });
        }
    }

    private bool Begin() => _within = BZ2_bzDecompressInit(_stream, 0, 0) == BZ_OK;

    private void End()
    {
        _ = BZ2_bzDecompressEnd(_stream);
        _within = false;
    }

    protected override void Dispose(bool disposing)
    {
        if (_stream is null)
            return;
        if (_within)
            End();
        NativeMemory.Free(_stream);
        _stream = null;
    }
}
