using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;

namespace Orchestrator.Client.Execs;

/// <summary>
/// One process in a container with this process's own descriptors as its stdio: nothing of its data passes through
/// the daemon. With a terminal, a pty is made here and this process pumps between it and the user's terminal.
/// </summary>
public static class ExecSession
{
    /// <param name="interactive">The caller's stdin is passed on.</param>
    /// <param name="log">What the terminal shows goes there too; null: nowhere. Without a terminal nothing passes through this process.</param>
    /// <returns>Its end, or why there was none.</returns>
    /// <exception cref="ProblemException">Nobody listens there.</exception>
    public static async Task<ApiResult<ExitView>> RunAsync(string execSocket, ExecRequest request, bool interactive, CancellationToken cancel, Stream? log = null)
    {
        using var connection = ExecConnection.Open(execSocket);
        using var pty = request.Terminal ? new PseudoTerminal() : null;
        using var stdio = request.Terminal ? null : new ShieldedStdio(interactive);
        Send(connection, request, pty, stdio);
        if (connection.Reply().Problem is { } refused)
            return new(null, refused);
        // Signals of the keyboard reach the process through its terminal; others are passed on.
        using var pump = pty is null ? null : TerminalPump.Start(pty, interactive, log);
        using var signals = pty is null ? SignalRelay.Start(connection.Socket) : null;
        using var interrupted = cancel.Register(connection.Socket.Cut);
        var last = connection.Reply();
        cancel.ThrowIfCancellationRequested();
        if (pump is not null)
            await pump.DrainAsync();
        if (stdio is not null)
            await stdio.DrainAsync();
        return last.Exit is { } exit ? new(exit, null) : new(null, last.Problem ?? Problems.Garbled("The end is missing."));
    }

    private static void Send(ExecConnection connection, ExecRequest request, PseudoTerminal? pty, ShieldedStdio? stdio)
    {
        if (pty is not null)
        {
            Terminal.CopySize(0, (int)pty.Master.DangerousGetHandle());
            var slave = (int)pty.Slave.DangerousGetHandle();
            connection.Send(request, [slave, slave, slave]);
            // The master sees the end only once the last holder of the slave is gone.
            pty.Slave.Dispose();
        }
        else
        {
            connection.Send(request, stdio!.Numbers);
            stdio.Sent();
        }
    }
}
