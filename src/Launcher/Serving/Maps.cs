using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Serving;

/// <summary>Files of /proc/PID that only a privileged process outside may write.</summary>
internal static unsafe class Maps
{
    /// <summary>0 or minus errno.</summary>
    public static nint Write(int pid, ReadOnlySpan<byte> file, byte* content)
    {
        nint length = 0;
        while (content[length] != 0)
            length++;
        var fd = Open(pid, file, RawFile.O_WRONLY);
        if (fd < 0)
            return fd;
        var result = RawFile.write(fd, content, length);
        RawFile.close(fd);
        return result < 0 ? result : 0;
    }

    public static nint Open(int pid, ReadOnlySpan<byte> file, int flags)
    {
        var path = stackalloc byte[64];
        Path(pid, file, new Span<byte>(path, 64));
        return RawFile.openat(RawFile.AT_FDCWD, path, flags | RawFile.O_CLOEXEC);
    }

    /// <summary>Field 22 of /proc/PID/stat (proc_pid_stat(5)); 0 when the process is gone.</summary>
    public static ulong StartTicks(int pid)
    {
        var fd = Open(pid, "stat"u8, RawFile.O_RDONLY);
        if (fd < 0)
            return 0;
        var buffer = stackalloc byte[1024];
        var length = RawFile.read(fd, buffer, 1024);
        RawFile.close(fd);
        if (length <= 0)
            return 0;
        var text = new ReadOnlySpan<byte>(buffer, (int)length);
        // The name in parentheses may hold anything, even parentheses.
        text = text[(text.LastIndexOf((byte)')') + 2)..];
        for (var field = 3; field < 22; field++)
            text = text[(text.IndexOf((byte)' ') + 1)..];
        ulong ticks = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                break;
            ticks = (ticks * 10) + (ulong)(digit - '0');
        }
        return ticks;
    }

    private static void Path(int pid, ReadOnlySpan<byte> file, Span<byte> path)
    {
        "/proc/"u8.CopyTo(path);
        System.Buffers.Text.Utf8Formatter.TryFormat(pid, path[6..], out var digits);
        var end = 6 + digits;
        path[end++] = (byte)'/';
        file.CopyTo(path[end..]);
        path[end + file.Length] = 0;
    }
}
