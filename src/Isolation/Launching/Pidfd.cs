using Orchestrator.Isolation.Host;
using Orchestrator.Kernel;
using Orchestrator.Kernel.Headers;

namespace Orchestrator.Isolation.Launching;

/// <summary>A process held by descriptor, so that its pid cannot become another's meanwhile.</summary>
internal static class Pidfd
{
    /// <summary>Null when there is no such process, or the pid is another's by now.</summary>
    public static Descriptor? TryOpen(int pid, ulong startTicks)
    {
        var fd = SysPidfd.pidfd_open(pid, 0);
        if (fd < 0)
            return null;
        var descriptor = new Descriptor(fd);
        // Read after the pidfd was opened: if the pid was reused before, the start differs.
        if (StartTicks(pid) == startTicks)
            return descriptor;
        descriptor.Dispose();
        return null;
    }

    /// <summary>Field 22 of /proc/PID/stat, or null.</summary>
    public static ulong? StartTicks(int pid) => ProcessStat.TryRead(pid)?.StartTicks;
}
