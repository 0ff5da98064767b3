using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Consoles;

/// <summary>The log file of LXC's lxc.console.logfile: when it is full it is rotated to <c>.1</c>, or begins anew.</summary>
internal sealed unsafe class ConsoleLog
{
    private const int Renameat = 264;
    private readonly byte* _path;
    private readonly byte* _rotated;
    private readonly long _limit;
    private readonly bool _rotate;
    private nint _file;
    private long _length;

    public ConsoleLog(string path, long limit, bool rotate)
    {
        _path = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        _rotated = (byte*)Marshal.StringToCoTaskMemUTF8(path + ".1");
        (_limit, _rotate) = (limit, rotate);
        Open();
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_limit > 0 && _length + bytes.Length > _limit)
        {
            if (_rotate)
                Rotate();
            else
                Clear();
        }
        if (_limit > 0 && bytes.Length > _limit)
            bytes = bytes[^(int)_limit..];
        // SAFETY: pinned for the length of the call.
        fixed (byte* pointer = bytes)
        {
            if (_file >= 0 && RawFile.write(_file, pointer, bytes.Length) is var put and > 0)
                _length += put;
        }
    }

    public void Rotate()
    {
        RawCall.Invoke(Renameat, RawFile.AT_FDCWD, (nint)_path, RawFile.AT_FDCWD, (nint)_rotated);
        RawFile.close(_file);
        Open();
    }

    private void Clear()
    {
        RawFile.ftruncate(_file, 0);
        _length = 0;
    }

    private void Open()
    {
        _file = RawFile.openat(RawFile.AT_FDCWD, _path,
            RawFile.O_WRONLY | RawFile.O_CREAT | RawFile.O_APPEND | RawFile.O_CLOEXEC | RawFile.O_NOFOLLOW | RawFile.O_NOCTTY | RawFile.O_NONBLOCK, 0x180);
        // What an earlier attempt left counts: lseek(2) to the end tells how much that is.
        _length = _file < 0 ? 0 : Math.Max(0, RawCall.Invoke(8, _file, 0, 2));
    }
}
