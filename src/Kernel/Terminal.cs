using System.Runtime.InteropServices;
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

    /// <summary>Null where the descriptor is no terminal, or one that does not know its size.</summary>
    public static (int Rows, int Columns)? Size(int fd)
    {
        Termios.winsize size;
        return Termios.ioctl(fd, Termios.TIOCGWINSZ, &size) == 0 && size is { ws_row: > 0, ws_col: > 0 } ? (size.ws_row, size.ws_col) : null;
    }

    public static void CopySize(int from, int to)
    {
        Termios.winsize size;
        if (Termios.ioctl(from, Termios.TIOCGWINSZ, &size) == 0)
            _ = Termios.ioctl(to, Termios.TIOCSWINSZ, &size);
    }

    /// <summary>Waits for something to read, the end included. False: the time is over.</summary>
    public static bool WaitReadable(int fd, TimeSpan within)
    {
        Poll.pollfd wanted = new() { fd = fd, events = Poll.POLLIN };
        // SAFETY: one structure of this frame, for the length of the call.
        return Poll.poll(&wanted, 1, (int)Math.Min(within.TotalMilliseconds, int.MaxValue)) > 0;
    }

    /// <summary>
    /// Plain read(2): .NET's console streams edit lines themselves on a terminal, and its files refuse what cannot seek.
    /// </summary>
    /// <returns>0 at the end, and on an error such as EIO of a pty that nobody holds any more.</returns>
    public static int Read(int fd, Span<byte> buffer)
    {
        while (true)
        {
            nint got;
            // SAFETY: the span is pinned for the length of the call, and the kernel writes no further than it is told.
            fixed (byte* pointer = buffer)
                got = Unistd.read(fd, pointer, (nuint)buffer.Length);
            if (got >= 0 || Marshal.GetLastPInvokeError() != Errno.EINTR)
                return (int)Math.Max(0, got);
        }
    }

    /// <summary>Writes everything; false once the other side is gone.</summary>
    public static bool Write(int fd, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint put;
            // SAFETY: as in Read; the kernel only reads.
            fixed (byte* pointer = bytes)
                put = Unistd.write(fd, pointer, (nuint)bytes.Length);
            if (put > 0)
                bytes = bytes[(int)put..];
            else if (Marshal.GetLastPInvokeError() != Errno.EINTR)
                return false;
        }
        return true;
    }

    private sealed class Restore(int fd, Termios.termios before) : IDisposable
    {
        private Termios.termios _before = before;

        public void Dispose() => _ = Termios.tcsetattr(fd, Termios.TCSADRAIN, in _before);
    }
}
