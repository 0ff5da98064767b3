using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Client.Execs;
using Orchestrator.Consoles;
using Orchestrator.Contracts;
using Orchestrator.Contracts.Containers;
using Orchestrator.Contracts.Streams;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>A container with the caller's stdin, stdout, stderr and signals: what it writes comes as the daemon hears it.</summary>
internal sealed class LxcForeground(LxcDaemon daemon, ContainerRequest request, string? pidFile)
{
    private LxcConsoleSession? _console;

    /// <summary>What it writes comes over its console, and a second time as its log.</summary>
    private bool _byConsole;

    /// <returns>Its end, or why there was none.</returns>
    public (ExitView? Exit, Problem? Problem) Run()
    {
        request.Tty = Terminal.IsTerminal(0);
        request.Interactive = true;
        using var stream = daemon.Run(request);
        PosixSignalRegistration[] signals = [Pass(PosixSignal.SIGINT, 2), Pass(PosixSignal.SIGTERM, 15), Pass(PosixSignal.SIGHUP, 1), Pass(PosixSignal.SIGQUIT, 3)];
        try
        {
            return Follow(stream);
        }
        finally
        {
            _console?.Dispose();
            foreach (var signal in signals)
                signal.Dispose();
        }
    }

    private (ExitView?, Problem?) Follow(Stream stream)
    {
        var header = new byte[StreamFrame.HeaderLength];
        var buffer = new byte[64 << 10];
        while (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length)
        {
            var (kind, length) = StreamFrame.ReadHeader(header);
            if (length is < 0 or > StreamFrame.MaxLength)
                break;
            if (buffer.Length < length)
                buffer = new byte[length];
            stream.ReadExactly(buffer, 0, length);
            var bytes = buffer.AsSpan(0, length);
            switch (kind)
            {
                case StreamKind.Stdout or StreamKind.Stderr when _byConsole:
                    break;
                case StreamKind.Stdout or StreamKind.Stderr:
                    Terminal.Write(kind == StreamKind.Stdout ? 1 : 2, bytes);
                    break;
                case StreamKind.Started:
                    Join(JsonSerializer.Deserialize(bytes, ContractsJson.Default.ContainerView)!);
                    break;
                case StreamKind.Ended:
                    _console?.Drain();
                    return (JsonSerializer.Deserialize(bytes, ContractsJson.Default.ContainerView)!.Exit, null);
                case StreamKind.Failed:
                    return (null, JsonSerializer.Deserialize(bytes, ContractsJson.Default.Problem)!);
            }
        }
        return (null, Client.Problems.Unreachable(daemon.Place.Socket, "The stream broke off; the container goes on."));
    }

    private void Join(ContainerView view)
    {
        if (pidFile is not null && view.Pid is { } pid)
            File.WriteAllText(pidFile, pid.ToString(CultureInfo.InvariantCulture) + "\n");
        var (console, _) = ExecConnection.OpenConsole(daemon.Place.ExecSocket, view.Id.ToString(), view.Attempt);
        if (console is null)
            return;
        _console = new LxcConsoleSession(new ConsoleConnection(console), view.Console?.Tty == true, 0, 1, escape: null);
        if (_console.Attach(0, fromStart: true) is null)
            _byConsole = view.Console?.Tty == true;
        else
            _console = null;
    }

    private PosixSignalRegistration Pass(PosixSignal signal, int number) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        try
        {
            daemon.Kill(request.Name!, number);
        }
        catch (Client.ProblemException)
        {
            // It has ended meanwhile.
        }
    });
}
