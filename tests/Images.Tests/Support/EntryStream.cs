namespace Orchestrator.Images.Tests.Support;

/// <summary>An archive that is made while it is read, so that a large one takes no memory.</summary>
internal sealed class EntryStream(int count, Func<int, byte[]> entry) : Stream
{
    private byte[] _current = [];
    private int _at;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int most)
    {
        if (_at == _current.Length)
        {
            if (_next == count)
                return 0;
            _current = entry(_next++);
            _at = 0;
        }
        var length = Math.Min(most, _current.Length - _at);
        Array.Copy(_current, _at, buffer, offset, length);
        _at += length;
        return length;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
