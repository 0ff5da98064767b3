using System.Runtime.InteropServices;
using Orchestrator.Consoles;
using Orchestrator.Kernel;

namespace Orchestrator.Lxc;

/// <summary>Between descriptors of the caller and a console of a container. Two threads, since both ends block.</summary>
/// <param name="terminal">Output comes this way too, and the caller's terminal becomes raw; else only stdin goes over it.</param>
/// <param name="escape">The key after which q leaves; null: nothing leaves.</param>
internal sealed class LxcConsoleSession(ConsoleConnection console, bool terminal, int input, int output, byte? escape) : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    private readonly ManualResetEventSlim _left = new();
    private readonly ManualResetEventSlim _drained = new();
    private IDisposable? _raw;
    private PosixSignalRegistration? _resize;
    private bool _escaped;

    /// <summary>Null: joined; else why not.</summary>
    public string? Attach(int number, bool fromStart)
    {
        console.Attach(number, fromStart);
        if (console.Answer(new byte[ConsoleMessage.Most], out _) is { } refusal)
        {
            Dispose();
            return refusal;
        }
        if (terminal && Terminal.IsTerminal(input))
        {
            _resize = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize());
            Resize();
            _raw = Terminal.MakeRaw(input);
        }
        new Thread(Output) { IsBackground = true, Name = "console to output" }.Start();
        new Thread(Input) { IsBackground = true, Name = "input to console" }.Start();
        return null;
    }

    /// <summary>Waits until it was left, or the console ended and all that it had was shown.</summary>
    public void Wait() => WaitHandle.WaitAny([_left.WaitHandle, _drained.WaitHandle]);

    /// <summary>The container has ended: what it wrote last is shown.</summary>
    public void Drain()
    {
        if (terminal)
            _drained.Wait(LastWords);
    }

    public void Dispose()
    {
        _resize?.Dispose();
        _raw?.Dispose();
        console.Dispose();
    }

    private void Resize()
    {
        if (Terminal.Size(input) is { } size)
            console.Resize(size.Rows, size.Columns);
    }

    private void Output()
    {
        var buffer = new byte[ConsoleMessage.Most];
        int got;
        while ((got = console.Receive(buffer)) > 0 && buffer[0] != ConsoleMessage.End)
        {
            if (terminal && buffer[0] == ConsoleMessage.Output && !Terminal.Write(output, buffer.AsSpan(1, got - 1)))
                break;
        }
        _drained.Set();
    }

    private void Input()
    {
        var buffer = new byte[4096];
        var through = new List<byte>();
        int got;
        while ((got = Terminal.Read(input, buffer)) > 0)
        {
            through.Clear();
            var leaves = Take(buffer.AsSpan(0, got), through);
            if (!console.Type(CollectionsMarshal.AsSpan(through)))
                return;
            if (leaves)
            {
                _left.Set();
                return;
            }
        }
        if (!terminal)
            console.Say(ConsoleMessage.EndOfInput);
        else if (_raw is null && escape is not null)
            _left.Set();
    }

    /// <summary>True: the escape key and q were typed. Typed twice it is typed once.</summary>
    private bool Take(ReadOnlySpan<byte> typed, List<byte> through)
    {
        foreach (var key in typed)
        {
            if (_escaped)
            {
                _escaped = false;
                if (key == 'q')
                    return true;
                if (key != escape)
                    through.Add(escape!.Value);
                through.Add(key);
            }
            else if (key == escape)
            {
                _escaped = true;
            }
            else
            {
                through.Add(key);
            }
        }
        return false;
    }
}
