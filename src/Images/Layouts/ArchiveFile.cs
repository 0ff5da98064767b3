using Orchestrator.Images.Layers;
using Orchestrator.Images.Layers.Unpacking;

namespace Orchestrator.Images.Layouts;

/// <summary>An archive on the disk as it is without its compression, within the limits of a layer.</summary>
internal sealed class ArchiveFile : ForwardStream
{
    private readonly FileStream _file;
    private readonly CompressedInput _input;
    private readonly Stream _plain;
    private readonly UnpackLimits _limits;
    private long _count;

    private ArchiveFile(FileStream file, UnpackLimits limits)
    {
        (_file, _limits) = (file, limits);
        _input = new CompressedInput(file);
        _plain = Decompression.Open(_input, limits);
    }

    /// <exception cref="LayerException">It is compressed in a way that cannot be read.</exception>
    public static Stream Open(string path, UnpackLimits limits)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        try
        {
            // Whoever reads an archive reads small pieces, and decoders want room.
            return new BufferedStream(new ArchiveFile(file, limits), 128 << 10);
        }
        catch (LayerException)
        {
            file.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var got = _plain.Read(buffer);
        _count += got;
        StreamBounds.Check(_count, _input.Count, _limits);
        return got;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain.Dispose();
            _input.Dispose();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }
}
