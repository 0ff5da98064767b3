using System.Runtime.InteropServices;
using Orchestrator.Kernel.Raw;
using Orchestrator.Launcher.Serving;

namespace Orchestrator.Launcher.Consoles;

/// <summary>The host's device that LXC's lxc.console.path ties the console to. What it does not take at once is lost.</summary>
internal sealed unsafe class ConsolePeer
{
    private readonly nint _device;

    public ConsolePeer(Watcher watcher, string path, InputQueue input)
    {
        var name = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        _device = RawFile.openat(RawFile.AT_FDCWD, name, RawFile.O_RDWR | RawFile.O_NOCTTY | RawFile.O_NONBLOCK | RawFile.O_CLOEXEC);
        if (_device < 0)
            return;
        ulong token = 0;
        token = watcher.TryAdd(_device, RawSocket.EPOLLIN, _ =>
        {
            var buffer = stackalloc byte[1024];
            var got = RawFile.read(_device, buffer, 1024);
            if (got > 0)
                input.Write(new ReadOnlySpan<byte>(buffer, (int)got));
            else if (got is not (-11 or -4))
                watcher.Remove(_device, token);
        });
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        // SAFETY: pinned for the length of the call.
        fixed (byte* pointer = bytes)
        {
            if (_device >= 0)
                RawFile.write(_device, pointer, bytes.Length);
        }
    }
}
