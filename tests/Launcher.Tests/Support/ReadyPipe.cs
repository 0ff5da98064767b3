using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>Stdout of a payload as a pipe: tests wait for its lines instead of for time.</summary>
public sealed class ReadyPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _reader = new(PipeDirection.In);
    private readonly StreamReader _lines;

    public ReadyPipe() => _lines = new StreamReader(_reader);

    public SafeHandle WriteEnd => _reader.ClientSafePipeHandle;

    public async Task<string?> LineAsync() => await _lines.ReadLineAsync(LauncherHost.Token());

    public void Dispose()
    {
        _reader.DisposeLocalCopyOfClientHandle();
        _lines.Dispose();
    }
}
