using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>
/// A terminal, or with the number -1 the payload's stdin alone. It is read whenever that keeps nobody who watches from his
/// part, and never without bound: into the ring, to the logs, to the clients.
/// </summary>
internal sealed unsafe class HeldTerminal
{
    private const nuint TiocSwinsz = 0x5414;
    private const int Again = -11, Interrupted = -4, SetFlags = 4;

    /// <summary>How long the first bytes are kept for whoever started the container and is about to attach.</summary>
    private const long WaitForFirst = 2000;

    private readonly Watcher _watcher;
    private readonly nint _master;
    private readonly ulong _token;
    private nint _slave = -1;
    private readonly Action<ReadOnlySpan<byte>> _output;
    private readonly ReadBudget _budget;
    private readonly long _begun;
    private bool _paused;
    private bool _attachedOnce;
    private ConsoleClient? _borrower;

    /// <param name="slave">Kept open: else the master would tell of a hang-up whenever nobody inside has it open.</param>
    /// <param name="output">Told all that is read.</param>
    public HeldTerminal(Watcher watcher, int number, nint master, nint slave, int ringBytes, long now, Action<ReadOnlySpan<byte>> output)
    {
        (_watcher, _master, _slave, _output, _begun) = (watcher, master, slave, output, now);
        Number = number;
        Ring = new OutputRing(ringBytes);
        _budget = new ReadBudget(now);
        Input = new InputQueue(watcher, master, terminal: true);
        _token = watcher.Add(master, RawSocket.EPOLLIN, _ => Read());
    }

    /// <summary>The payload's stdin, whose output goes to files without a holder.</summary>
    public HeldTerminal(Watcher watcher, nint stdin, Action ended)
    {
        (_watcher, _master, _output, _budget) = (watcher, -1, _ => { }, new ReadBudget(0));
        Number = -1;
        Ring = new OutputRing(4096);
        Input = new InputQueue(watcher, stdin, terminal: false);
        Input.WatchEnd(ended);
    }

    public int Number { get; }

    public OutputRing Ring { get; }

    public InputQueue Input { get; }

    public List<ConsoleClient> Clients { get; } = [];

    /// <summary>Something must be looked at again soon, whatever happens.</summary>
    public bool Waits => _paused || Input.IsFull;

    /// <summary>Whoever started the container may be about to attach, and what it wrote is kept for him, also past its end.</summary>
    public bool AwaitsFirst(long now) => _master >= 0 && Number == 0 && !_attachedOnce && now - _begun < WaitForFirst;

    /// <summary>Nothing was there to be read the last time.</summary>
    public bool IsQuiet { get; private set; }

    /// <summary>Nobody has it open any more, and all that was written was read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// The init has ended. What is written comes to the master some time later (flush_to_ldisc); only once no slave is open
    /// does its end tell that all has come.
    /// </summary>
    public void LetGo()
    {
        if (_slave >= 0)
            RawFile.close(_slave);
        _slave = -1;
    }

    public void Join(ConsoleClient client, bool fromStart)
    {
        _attachedOnce = true;
        Clients.Add(client);
        client.Enter(this, fromStart ? Ring.Start : Ring.LastLine(4096));
        client.Flush();
    }

    /// <summary>Somebody else reads it: what is written there comes neither to the ring nor to a log.</summary>
    public bool IsLent => _borrower is not null;

    public void Lend(ConsoleClient client)
    {
        if (IsOver)
        {
            client.Refuse("Nobody has this terminal open any more.");
            return;
        }
        _attachedOnce = true;
        _borrower = client;
        Clients.Add(client);
        _watcher.Change(_master, _token, 0);
        // Who gets it reads as from any terminal.
        RawFile.fcntl(_master, SetFlags, 0);
        client.Borrow(this, _master);
    }

    public void Leave(ConsoleClient client)
    {
        Clients.Remove(client);
        if (_borrower != client)
            return;
        _borrower = null;
        RawFile.fcntl(_master, SetFlags, RawFile.O_NONBLOCK);
        _watcher.Change(_master, _token, _paused ? 0 : RawSocket.EPOLLIN);
    }

    public void Resize(ushort rows, ushort columns)
    {
        if (_master < 0 || rows == 0 || columns == 0)
            return;
        var size = stackalloc ushort[4];
        (size[0], size[1], size[2], size[3]) = (rows, columns, 0, 0);
        RawFile.ioctl(_master, TiocSwinsz, (nint)size);
    }

    public void Read()
    {
        IsOver |= _master < 0;
        if (IsOver)
            return;
        // Its borrower has what was written last, and nothing is there to wait for.
        IsQuiet |= IsLent;
        if (IsLent)
            return;
        var buffer = stackalloc byte[8192];
        var now = Clock.MonotonicMs();
        for (var round = 0; round < 8; round++)
        {
            var count = Math.Min(8192, Math.Min(_budget.Left(now), Room(now)));
            Pause(count == 0);
            if (count == 0)
                return;
            var got = RawFile.read(_master, buffer, count);
            if (got == Interrupted)
                continue;
            if (got <= 0)
            {
                IsQuiet = true;
                // Other than EAGAIN: it was hung up, and would be told of for ever.
                IsOver = got != Again;
                if (IsOver)
                    _watcher.Remove(_master, _token);
                return;
            }
            IsQuiet = false;
            _budget.Take((int)got);
            var bytes = new ReadOnlySpan<byte>(buffer, (int)got);
            Ring.Add(bytes);
            _output(bytes);
            foreach (var client in Clients)
                client.Flush();
        }
    }

    /// <summary>How much the ring can take without anybody losing something.</summary>
    private int Room(long now)
    {
        if (!_attachedOnce && now - _begun < WaitForFirst)
            return (int)Math.Max(0, Ring.Size - Ring.End);
        var behind = 0L;
        foreach (var client in Clients)
            behind = Math.Max(behind, client.Behind(now));
        return (int)Math.Max(0, Ring.Size - behind);
    }

    private void Pause(bool paused)
    {
        if (_paused == paused)
            return;
        _paused = paused;
        _watcher.Change(_master, _token, paused ? 0 : RawSocket.EPOLLIN);
    }
}
