using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Execs;

/// <summary>Between the user's terminal, set raw, and the master of a pty. Two threads, since both ends block.</summary>
internal sealed class TerminalPump : IDisposable
{
    private readonly SafeFileHandle _master;
    private readonly IDisposable? _raw;
    private readonly PosixSignalRegistration _resize;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TerminalPump(SafeFileHandle master, bool interactive)
    {
        _master = master;
        _raw = interactive ? Terminal.MakeRaw(0) : null;
        _resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Terminal.CopySize(0, (int)master.DangerousGetHandle()));
        new Thread(Output) { IsBackground = true, Name = "pty to stdout" }.Start();
        if (interactive)
            new Thread(Input) { IsBackground = true, Name = "stdin to pty" }.Start();
    }

    public static TerminalPump Start(SafeFileHandle master, bool interactive) => new(master, interactive);

    /// <summary>All that the process wrote has been shown.</summary>
    public Task DrainAsync() => _drained.Task;

    public void Dispose()
    {
        _resize.Dispose();
        _raw?.Dispose();
    }

    private void Output()
    {
        using var screen = Console.OpenStandardOutput();
        var buffer = new byte[16 * 1024];
        try
        {
            int got;
            while ((got = RandomAccess.Read(_master, buffer, 0)) > 0)
            {
                screen.Write(buffer, 0, got);
                screen.Flush();
            }
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // EIO is how a pty's master says that nobody holds the slave any more, pty(7).
        }
        _drained.TrySetResult();
    }

    private void Input()
    {
        using var keyboard = Console.OpenStandardInput();
        var buffer = new byte[4096];
        try
        {
            int got;
            while ((got = keyboard.Read(buffer)) > 0)
                RandomAccess.Write(_master, buffer.AsSpan(0, got), 0);
            // End of input, as when a file was piped in: what Ctrl-D is to a terminal.
            RandomAccess.Write(_master, [4], 0);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The process has ended: its terminal takes no more input.
        }
    }
}
