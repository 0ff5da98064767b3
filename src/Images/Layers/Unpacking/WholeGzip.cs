using System.IO.Compression;
using System.Security.Cryptography;

namespace Orchestrator.Images.Layers.Unpacking;

/// <summary>
/// Reads gzip to an end that is one. <see cref="GZipStream"/> takes a stream that was cut for one that ended, and leaves
/// what follows a member unread; so a last member is put after the stream, of bytes that nobody can know before, and whatever
/// comes before it was whole, or it does not come out.
/// </summary>
internal sealed class WholeGzip : ForwardStream
{
    private const int SealBytes = 32;
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(SealBytes);
    private static readonly byte[] SealMember = Pack(Seal);

    private readonly GZipStream _inner;
    private readonly byte[] _held = new byte[SealBytes];
    private int _heldCount;
    private bool _ended;

    public WholeGzip(Stream input) => _inner = new GZipStream(new Followed(input), CompressionMode.Decompress);

    /// <summary>The last bytes are held back until it is known whether they are the seal.</summary>
    public override int Read(Span<byte> buffer)
    {
        if (_ended)
            return 0;
        if (buffer.Length < 2 * SealBytes)
            throw new ArgumentException("The buffer is too small.", nameof(buffer));
        _held.AsSpan(0, _heldCount).CopyTo(buffer);
        var length = _heldCount;
        while (true)
        {
            var got = _inner.Read(buffer[length..]);
            if (got == 0)
                break;
            length += got;
            if (length > SealBytes)
            {
                buffer[(length - SealBytes)..length].CopyTo(_held);
                _heldCount = SealBytes;
                return length - SealBytes;
            }
        }
        _ended = true;
        return length == SealBytes && buffer[..length].SequenceEqual(Seal)
            ? 0
            : throw new InvalidDataException("the gzip stream was cut, or something else follows it");
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _inner.Dispose();
        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A stream and after it the member with the seal.</summary>
    private sealed class Followed(Stream first) : ForwardStream
    {
        private int _at = -1;

        public override int Read(Span<byte> buffer)
        {
            if (_at < 0)
            {
                var got = first.Read(buffer);
                if (got > 0)
                    return got;
                _at = 0;
            }
            var count = Math.Min(buffer.Length, SealMember.Length - _at);
            SealMember.AsSpan(_at, count).CopyTo(buffer);
            _at += count;
            return count;
        }
    }
}
