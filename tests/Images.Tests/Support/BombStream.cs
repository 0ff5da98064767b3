namespace Orchestrator.Images.Tests.Support;

/// <summary>Some bytes, and after them zeros up to a length.</summary>
internal sealed class BombStream(byte[] start, long length) : Stream
{
    private long _at;

    /// <summary>Called once, when the zeros begin.</summary>
    public Action? At { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var most = (int)Math.Min(count, length - _at);
        if (_at < start.Length)
        {
            most = (int)Math.Min(most, start.Length - _at);
            Array.Copy(start, _at, buffer, offset, most);
        }
        else
        {
            Array.Clear(buffer, offset, most);
            At?.Invoke();
            At = null;
        }
        _at += most;
        return most;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
