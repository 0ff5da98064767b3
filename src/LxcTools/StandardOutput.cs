using Orchestrator.Kernel;

namespace Orchestrator.LxcTools;

/// <summary>
/// Stdout or stderr by plain write(2). The runtime's console streams start a thread for signals and look at the terminal first,
/// which takes longer than most of these commands.
/// </summary>
internal sealed class StandardOutput(int descriptor) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!Terminal.Write(descriptor, buffer))
            throw new IOException("nobody reads what is written");
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
