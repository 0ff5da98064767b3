using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Client;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Execs;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Execs;

/// <summary>
/// One process in a container with this process's own descriptors as its stdio: nothing of its data passes through
/// the daemon. With a terminal, a pty is made here and this process pumps between it and the user's terminal.
/// </summary>
internal sealed class ExecSession(Invocation call, ExecRequest request, bool interactive) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private PseudoTerminal? _pty;
    private ShieldedStdio? _stdio;

    public async Task<int> RunAsync()
    {
        try
        {
            await _socket.ConnectAsync(new UnixDomainSocketEndPoint(call.Place.ExecSocket), call.Cancel);
        }
        catch (SocketException error)
        {
            return call.Report(Problems.Unreachable(call.Place.ExecSocket, error.Message));
        }
        // Signals of the keyboard reach the process through its terminal; others end this command, not the process.
        Send();
        using var replies = new StreamReader(new NetworkStream(_socket, ownsSocket: false));
        if (await NextAsync(replies) is not { } first)
            return call.Report(Problems.Unreachable(call.Place.ExecSocket, "The daemon closed the connection."));
        if (first.Problem is { } problem)
            return call.Report(problem);
        using var pump = _pty is null ? null : TerminalPump.Start(_pty, interactive);
        using var signals = _pty is null ? SignalRelay.Start(_socket) : null;
        var last = await NextAsync(replies);
        if (pump is not null)
            await pump.DrainAsync();
        if (_stdio is not null)
            await _stdio.DrainAsync();
        if (last is null)
            return call.Report(Problems.Unreachable(
                call.Place.ExecSocket, "The daemon closed the connection while the process ran. The process goes on, its exit code is lost."));
        if (last.Problem is { } later)
            return call.Report(later);
        if (last.Exit is { Unknown: true } unknown)
            call.Note($"orch: the process {ExitCodes.Describe(unknown)}");
        return ExitCodes.Of(last.Exit);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _pty?.Dispose();
        _stdio?.Dispose();
    }

    // One message: four bytes of length, the request, and three descriptors with its first byte.
    private void Send()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Default.ExecRequest);
        var message = new byte[4 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message, body.Length);
        body.CopyTo(message, 4);
        var socket = (int)_socket.Handle;
        int sent;
        if (request.Terminal)
        {
            _pty = new PseudoTerminal();
            Terminal.CopySize(0, (int)_pty.Master.DangerousGetHandle());
            var slave = (int)_pty.Slave.DangerousGetHandle();
            sent = DescriptorPassing.Send(socket, message, [slave, slave, slave]);
            // The master sees the end only once the last holder of the slave is gone.
            _pty.Slave.Dispose();
        }
        else
        {
            _stdio = new ShieldedStdio(interactive);
            sent = DescriptorPassing.Send(socket, message, _stdio.Numbers);
            _stdio.Sent();
        }
        while (sent < message.Length)
            sent += _socket.Send(message.AsSpan(sent));
    }

    private async Task<ExecReply?> NextAsync(StreamReader replies)
    {
        try
        {
            return await replies.ReadLineAsync(call.Cancel) is { } line
                ? JsonSerializer.Deserialize(line, ContractsJson.Default.ExecReply)
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
