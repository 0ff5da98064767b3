using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>A new pty pair, pty(7). The slave is opened through the master, so no path of another mount is trusted.</summary>
public sealed unsafe class PseudoTerminal : IDisposable
{
    private const int ReadWriteNoCtty = 0x2 | 0x100 | 0x80000;

    public PseudoTerminal()
    {
        Master = new SafeFileHandle(Check("open", Fcntl.openat(-100, "/dev/ptmx", ReadWriteNoCtty, 0)), ownsHandle: true);
        var unlock = 0;
        Check("ioctl TIOCSPTLCK", Termios.ioctl_int((int)Master.DangerousGetHandle(), Termios.TIOCSPTLCK, &unlock));
        Slave = new SafeFileHandle(
            Check("ioctl TIOCGPTPEER", Termios.ioctl_value((int)Master.DangerousGetHandle(), Termios.TIOCGPTPEER, ReadWriteNoCtty)),
            ownsHandle: true);
    }

    public SafeFileHandle Master { get; }

    public SafeFileHandle Slave { get; }

    /// <summary>Reads what was written to the slave; 0 once nobody holds it any more (EIO, pty(7)).</summary>
    public int Read(Span<byte> buffer) => Terminal.Read((int)Master.DangerousGetHandle(), buffer);

    /// <summary>Types into the slave. False once nobody holds it any more.</summary>
    public bool Write(ReadOnlySpan<byte> bytes) => Terminal.Write((int)Master.DangerousGetHandle(), bytes);

    public void Dispose()
    {
        Slave.Dispose();
        Master.Dispose();
    }

    private static int Check(string call, int result) =>
        result >= 0 ? result : throw new SystemCallException(call, Marshal.GetLastPInvokeError(), "/dev/ptmx");
}
