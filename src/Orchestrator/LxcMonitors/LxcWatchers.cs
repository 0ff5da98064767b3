using System.Net.Sockets;
using Orchestrator.Formats.Lxc.Monitors;

namespace Orchestrator.Daemon.LxcMonitors;

/// <summary>Those who wait for states of one container. Each is told one and let go, as LXC's monitors do.</summary>
internal sealed class LxcWatchers(string name)
{
    private const int Most = 256;

    /// <summary>A message fits into the socket's buffer at once; who left it full is not waited for.</summary>
    private const int Milliseconds = 1000;

    private readonly Lock _gate = new();
    private readonly List<Watcher> _all = [];

    /// <summary>What comes from now on is kept for him until <see cref="Begin"/>. False: there are too many.</summary>
    public bool Add(Socket socket, bool[] wanted)
    {
        lock (_gate)
        {
            if (_all.Count >= Most)
                return false;
            _all.Add(new Watcher(socket, wanted));
            return true;
        }
    }

    /// <summary>His answer is on its way; what came since he was added follows it.</summary>
    public void Begin(Socket socket)
    {
        Watcher? waiting;
        lock (_gate)
        {
            waiting = _all.Find(one => one.Socket == socket);
            if (waiting is null)
                return;
            waiting.Begun = true;
            if (waiting.Missed is null)
                return;
            _all.Remove(waiting);
        }
        Send(waiting.Socket, waiting.Missed.Value);
    }

    public void Remove(Socket socket)
    {
        lock (_gate)
            _all.RemoveAll(one => one.Socket == socket);
    }

    public void Tell(int state)
    {
        List<Watcher> told;
        lock (_gate)
        {
            foreach (var early in _all.Where(one => one.Wanted[state] && !one.Begun))
                early.Missed ??= state;
            told = [.. _all.Where(one => one.Wanted[state] && one.Begun)];
            _all.RemoveAll(told.Contains);
        }
        foreach (var watcher in told)
            Send(watcher.Socket, state);
    }

    private void Send(Socket socket, int state)
    {
        try
        {
            socket.SendTimeout = Milliseconds;
            socket.Send(LxcNotice.OfState(name, state));
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // He went away.
        }
    }

    private sealed class Watcher(Socket socket, bool[] wanted)
    {
        public Socket Socket => socket;

        public bool[] Wanted => wanted;

        public bool Begun { get; set; }

        public int? Missed { get; set; }
    }
}
