using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Orchestrator.Consoles;
using Orchestrator.Kernel;

namespace Orchestrator.Cli.Consoles;

/// <summary>
/// Between the user's terminal, set raw, and a console. Two threads, since both ends block. The terminal gets what the container
/// wrote, byte for byte: that is what was asked for.
/// </summary>
internal sealed class ConsolePump : IDisposable
{
    private readonly Lock _gate = new();
    private readonly bool _terminal;
    private readonly DetachKeys _keys;
    private readonly IDisposable? _raw;
    private readonly PosixSignalRegistration? _resize;
    private readonly TaskCompletionSource _left = Source();
    private volatile TaskCompletionSource _ended = Source();
    private ConsoleConnection _console;

    private ConsolePump(ConsoleConnection console, bool terminal, bool input, DetachKeys keys)
    {
        (_console, _terminal, _keys) = (console, terminal, keys);
        if (terminal)
        {
            _resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize());
            Resize();
        }
        // After the registration, with which .NET sets the terminal up in its own way.
        _raw = input && terminal ? Terminal.MakeRaw(0) : null;
        Show(console);
        if (input)
            new Thread(Input) { IsBackground = true, Name = "stdin to console" }.Start();
    }

    /// <param name="terminal">False: only stdin goes this way.</param>
    /// <param name="input">The caller's stdin is passed on.</param>
    public static ConsolePump Start(ConsoleConnection console, bool terminal, bool input, DetachKeys keys) =>
        new(console, terminal, input, keys);

    /// <summary>The keys to leave were typed.</summary>
    public Task LeftAsync => _left.Task;

    /// <summary>The console has ended, and all that it had was shown.</summary>
    public Task EndedAsync => _ended.Task;

    /// <summary>Goes on with another console in the place of one that has ended, at the same terminal.</summary>
    public void GoOn(ConsoleConnection console)
    {
        lock (_gate)
        {
            _console.Dispose();
            _console = console;
            _ended = Source();
        }
        if (_terminal)
            Resize();
        Show(console);
    }

    public void Dispose()
    {
        _resize?.Dispose();
        _raw?.Dispose();
        lock (_gate)
            _console.Dispose();
    }

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Show(ConsoleConnection console) =>
        new Thread(() => Output(console)) { IsBackground = true, Name = "console to stdout" }.Start();

    private void Resize()
    {
        if (Terminal.Size(0) is not { } size)
            return;
        lock (_gate)
            _console.Resize(size.Rows, size.Columns);
    }

    private bool Type(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            return _console.Type(bytes);
    }

    private void Output(ConsoleConnection console)
    {
        var buffer = new byte[ConsoleMessage.Most];
        int got;
        while ((got = console.Receive(buffer)) > 0 && buffer[0] != ConsoleMessage.End)
        {
            if (buffer[0] == ConsoleMessage.Output && !Terminal.Write(1, buffer.AsSpan(1, got - 1)))
                break;
            if (buffer[0] == ConsoleMessage.Gap && got >= 16)
                Terminal.Write(2, System.Text.Encoding.ASCII.GetBytes(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"\r\n[orch: {BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(8))} bytes left out, this terminal was too slow]\r\n")));
        }
        _ended.TrySetResult();
    }

    private void Input()
    {
        var buffer = new byte[4096];
        var through = new List<byte>();
        int got;
        while ((got = Terminal.Read(0, buffer)) > 0)
        {
            through.Clear();
            var leaves = _raw is not null && _keys.Take(buffer.AsSpan(0, got), through);
            if (_raw is null)
                through.AddRange(buffer.AsSpan(0, got));
            // What is typed between two consoles is lost, as at a machine that boots; the keys to leave are not.
            if (!Type(CollectionsMarshal.AsSpan(through)) && !_terminal)
                return;
            if (leaves)
            {
                _left.TrySetResult();
                return;
            }
        }
        // End of input, as when a file was piped in: what Ctrl-D is to a terminal.
        if (_terminal)
            Type([4]);
        else
            _console.Say(ConsoleMessage.EndOfInput);
    }
}
