using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>A pipe whose buffer is full: the next write to it blocks for ever.</summary>
public sealed class FullPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _writer;

    private FullPipe() => _writer = new AnonymousPipeClientStream(PipeDirection.Out, _reader.ClientSafePipeHandle);

    public SafeHandle WriteEnd => _writer.SafePipeHandle;

    public static FullPipe Create()
    {
        var pipe = new FullPipe();
        // The default capacity of a pipe is 65,536 bytes (pipe(7)).
        pipe._writer.Write(new byte[65_536]);
        return pipe;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _reader.Dispose();
    }
}
