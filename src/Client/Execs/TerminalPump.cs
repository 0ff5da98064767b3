using System.Runtime.InteropServices;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Execs;

/// <summary>Between the user's terminal, set raw, and the master of a pty. Two threads, since both ends block.</summary>
public sealed class TerminalPump : IDisposable
{
    private readonly PseudoTerminal _pty;
    private Stream? _log;
    private readonly IDisposable? _raw;
    private readonly PosixSignalRegistration _resize;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalPump(PseudoTerminal pty, bool interactive, Stream? log)
    {
        _pty = pty;
        _log = log;
        _resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Terminal.CopySize(0, (int)pty.Master.DangerousGetHandle()));
        // After the registration, with which .NET sets the terminal up in its own way.
        _raw = interactive ? Terminal.MakeRaw(0) : null;
        new Thread(Output) { IsBackground = true, Name = "pty to stdout" }.Start();
        if (interactive)
            new Thread(Input) { IsBackground = true, Name = "stdin to pty" }.Start();
    }

    public static TerminalPump Start(PseudoTerminal pty, bool interactive, Stream? log = null) => new(pty, interactive, log);

    /// <summary>All that the process wrote has been shown.</summary>
    public Task DrainAsync() => _drained.Task;

    public void Dispose()
    {
        _resize.Dispose();
        _raw?.Dispose();
    }

    private void Output()
    {
        var buffer = new byte[16 * 1024];
        int got;
        while ((got = _pty.Read(buffer)) > 0)
        {
            if (!Terminal.Write(1, buffer.AsSpan(0, got)))
                break;
            Log(buffer.AsSpan(0, got));
        }
        _drained.TrySetResult();
    }

    /// <summary>A log that cannot be written, on a full disk say, ends nothing else.</summary>
    private void Log(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _log?.Write(bytes);
        }
        catch (IOException)
        {
            _log = null;
        }
    }

    private void Input()
    {
        var buffer = new byte[4096];
        int got;
        while ((got = Terminal.Read(0, buffer)) > 0)
            if (!_pty.Write(buffer.AsSpan(0, got)))
                return;
        // End of input, as when a file was piped in: what Ctrl-D is to a terminal.
        _pty.Write([4]);
    }
}
