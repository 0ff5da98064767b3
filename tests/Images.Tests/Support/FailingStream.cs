namespace Orchestrator.Images.Tests.Support;

/// <summary>Breaks off in the midst, as a connection does.</summary>
internal sealed class FailingStream(byte[] content) : MemoryStream(content)
{
    public override int Read(Span<byte> buffer) => Position > Length / 2
        ? throw new HttpIOException(HttpRequestError.ResponseEnded, "the connection broke off")
        : base.Read(buffer[..(int)Math.Min(buffer.Length, 4096)]);
}
