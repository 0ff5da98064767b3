using System.Runtime.InteropServices;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Kernel;

/// <summary>Wakes a thread that waits in poll(2) (eventfd(2)).</summary>
public sealed class WakeEvent : Descriptor
{
    private WakeEvent(int fd) : base(fd)
    {
    }

    public static WakeEvent Create()
    {
        var fd = SysEventfd.eventfd(0, SysEventfd.EFD_CLOEXEC | SysEventfd.EFD_NONBLOCK);
        return fd >= 0 ? new WakeEvent(fd) : throw new SystemCallException("eventfd", Marshal.GetLastPInvokeError(), "Making a wake-up event");
    }

    public void Set() => Write([1, 0, 0, 0, 0, 0, 0, 0]);

    public unsafe void Reset()
    {
        ulong count;
        Unistd.read(Number, (byte*)&count, sizeof(ulong));
    }
}
