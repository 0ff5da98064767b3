using System.ComponentModel;
using System.Diagnostics;
using Orchestrator.Consoles;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Faults;

namespace Orchestrator.Isolation.Consoles;

/// <summary>
/// Starts the processes that hold the containers' terminals, one for each attempt with a console, and finds them again. Their
/// sockets lie in the run folder, named by container and attempt; they end by themselves.
/// </summary>
internal sealed class ConsoleHolders : IDisposable
{
    private const uint OwnerOnly = 0x1C0;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly string _program;
    private readonly DirectoryHandle _folder;

    public ConsoleHolders(string stateDirectory, string program)
    {
        _path = Path.Combine(stateDirectory, ConsoleMessage.Folder);
        _program = program;
        using var parent = DirectoryHandle.Open(stateDirectory);
        _folder = parent.MakeDirectory(ConsoleMessage.Folder, OwnerOnly);
        foreach (var name in _folder.Names())
        {
            // Of a holder that was killed, or of another boot.
            using var there = SeqpacketSocket.TryConnect(_folder, name, out var errno);
            if (errno == Errno.ECONNREFUSED)
                _folder.TryRemoveFile(name);
        }
    }

    /// <param name="log">What the terminal's output is appended to.</param>
    /// <exception cref="SystemCallException">The holder could not be started or reached.</exception>
    public HeldConsole Start(Guid id, int attempt, ConsoleSpec spec, Descriptor log, HandleSet handles)
    {
        var name = ConsoleMessage.SocketName(id, attempt);
        StartProgram(name);
        Failpoint.Hit("runtime.after-console");
        var connection = SeqpacketSocket.TryConnect(_folder, name, out var errno)
            ?? throw new SystemCallException("connect", errno, "Connecting to the console's holder");
        handles.Keep(connection);
        var stdin = spec is { Terminal: false, Stdin: true } ? NamedPipe.Create(_folder, name + ".in", _ => { }) : default((Descriptor Read, Descriptor Write)?);
        var setup = new ConsoleSetup(
            HasLog: spec.Terminal, HasStdin: stdin is not null, spec.RingBytes ?? ConsoleSpec.DefaultRing,
            spec.LogPath ?? "", spec.LogBytes ?? 0, spec.LogRotate == true, spec.PeerPath ?? "");
        try
        {
            int[] descriptors = stdin is { } pipe ? [pipe.Write.Number] : [log.Number];
            var sent = connection.TrySend(setup.ToBytes(), [], descriptors);
            if (sent < 0)
                throw new SystemCallException("sendmsg", -sent, "Setting up the console's holder");
        }
        finally
        {
            stdin?.Write.Dispose();
        }
        return new HeldConsole(spec.Terminal ? connection : null, stdin is { } kept ? handles.Keep(kept.Read) : null);
    }

    /// <summary>Null: nobody holds a console of that attempt (any more).</summary>
    public Descriptor? TryConnect(Guid id, int attempt) =>
        SeqpacketSocket.TryConnect(_folder, ConsoleMessage.SocketName(id, attempt), out _);

    public void Dispose() => _folder.Dispose();

    private void StartProgram(string name)
    {
        var start = new ProcessStartInfo(_program)
        {
            ArgumentList = { "--console", _path, name },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        // It holds little and lives long.
        start.Environment["DOTNET_GCgen0size"] = "0x40000";
        try
        {
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(StartLimit);
            var line = process.StandardOutput.ReadLineAsync(limit.Token).AsTask().GetAwaiter().GetResult();
            if (line != "ready")
                throw new SystemCallException("start", Errno.EIO, $"Starting the console's holder: {process.StandardError.ReadToEnd().Trim()}");
        }
        catch (Exception failure) when (failure is Win32Exception or OperationCanceledException)
        {
            throw new SystemCallException("start", Errno.EIO, $"Starting the console's holder {_program}: {failure.Message}");
        }
    }
}
