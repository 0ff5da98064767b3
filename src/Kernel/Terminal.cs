using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Settings of the caller's terminal.</summary>
public static unsafe class Terminal
{
    /// <summary>Turns off echo, line editing and signals of the keyboard; the result brings back what was.</summary>
    public static IDisposable? MakeRaw(int fd)
    {
        if (Termios.tcgetattr(fd, out var before) != 0)
            return null;
        var raw = before;
        Termios.cfmakeraw(ref raw);
        return Termios.tcsetattr(fd, Termios.TCSADRAIN, in raw) == 0 ? new Restore(fd, before) : null;
    }

    public static bool IsTerminal(int fd) => Termios.tcgetattr(fd, out _) == 0;

    /// <summary>Columns of a terminal, or null where the descriptor is none.</summary>
    public static int? Columns(int fd)
    {
        Termios.winsize size;
        return Termios.ioctl(fd, Termios.TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : null;
    }

    public static void CopySize(int from, int to)
    {
        Termios.winsize size;
        if (Termios.ioctl(from, Termios.TIOCGWINSZ, &size) == 0)
            _ = Termios.ioctl(to, Termios.TIOCSWINSZ, &size);
    }

    private sealed class Restore(int fd, Termios.termios before) : IDisposable
    {
        private Termios.termios _before = before;

        public void Dispose() => _ = Termios.tcsetattr(fd, Termios.TCSADRAIN, in _before);
    }
}
