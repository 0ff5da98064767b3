using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Launcher.Tests.Support;

/// <summary>A pseudo-terminal (pty(7)).</summary>
public sealed partial class Pty : IDisposable
{
    private readonly FileStream _master;

    private Pty(SafeFileHandle master, SafeFileHandle slave)
    {
        _master = new FileStream(master, FileAccess.ReadWrite, 1);
        Slave = slave;
    }

    public SafeFileHandle Slave { get; }

    public static Pty Open()
    {
        openpty(out var master, out var slave, 0, 0, 0).ShouldBe(0);
        return new Pty(new SafeFileHandle(master, true), new SafeFileHandle(slave, true));
    }

    public string ReadLine()
    {
        var line = new StringBuilder();
        while (_master.ReadByte() is var next and not '\n')
            line.Append((char)next);
        return line.ToString().TrimEnd('\r');
    }

    public void Dispose()
    {
        Slave.Dispose();
        _master.Dispose();
    }

    [LibraryImport("libc")]
    private static partial int openpty(out nint master, out nint slave, nint name, nint termios, nint size);
}
