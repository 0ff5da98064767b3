using System.Buffers;
using Orchestrator.Kernel.Decoding;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>What a decoder makes of a stream, to an end that is one.</summary>
internal sealed class DecodedStream(Stream input, StreamDecoder decoder, Func<DecodeState, LayerException> problem) : ForwardStream
{
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
    private int _at;
    private int _length;
    private bool _inputEnded;
    private bool _ended;
    private bool _disposed;

    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            if (_at == _length && !_inputEnded)
            {
                _at = 0;
                _length = input.Read(_buffer);
                _inputEnded = _length == 0;
            }
            var step = decoder.Step(_buffer.AsSpan(_at, _length - _at), buffer, _inputEnded);
            _at += step.Taken;
            if (step.State is not (DecodeState.Going or DecodeState.Ended))
                throw problem(step.State);
            _ended = step.State == DecodeState.Ended;
            if (step.Made > 0)
                return step.Made;
        }
        return 0;
    }

    /// <summary>The stream itself is the caller's.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            decoder.Dispose();
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        base.Dispose(disposing);
    }
}
