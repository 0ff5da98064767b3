using System.Runtime.InteropServices;

namespace Orchestrator.Kernel.Headers;

/// <summary>termios.h and the terminal requests of sys/ioctl.h: termios(3), ioctl_tty(2). Layout of glibc.</summary>
public static unsafe partial class Termios
{
    public const int TCSANOW = 0;
    public const int TCSADRAIN = 1;
    public const nuint TIOCGWINSZ = 0x5413;
    public const nuint TIOCSWINSZ = 0x5414;
    public const nuint TIOCGPTN = 0x80045430;
    public const nuint TIOCSPTLCK = 0x40045431;
    public const nuint TIOCGPTPEER = 0x5441;

    [StructLayout(LayoutKind.Sequential)]
    public struct termios
    {
        public uint c_iflag;
        public uint c_oflag;
        public uint c_cflag;
        public uint c_lflag;
        public byte c_line;
        public fixed byte c_cc[32];
        public uint c_ispeed;
        public uint c_ospeed;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct winsize
    {
        public ushort ws_row;
        public ushort ws_col;
        public ushort ws_xpixel;
        public ushort ws_ypixel;
    }

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcgetattr(int fd, out termios settings);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcsetattr(int fd, int actions, in termios settings);

    [LibraryImport("libc")]
    public static partial void cfmakeraw(ref termios settings);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, winsize* size);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "ioctl")]
    public static partial int ioctl_int(int fd, nuint request, int* value);

    [LibraryImport("libc", SetLastError = true, EntryPoint = "ioctl")]
    public static partial int ioctl_value(int fd, nuint request, nint value);
}
