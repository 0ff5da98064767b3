using Orchestrator.Kernel.Raw;

namespace Orchestrator.Launcher.Serving;

/// <summary>The two clocks that the launcher reads.</summary>
internal static unsafe class Clock
{
    private const int Realtime = 0, Monotonic = 1;

    public static long MonotonicMs()
    {
        RawProcess.timespec now;
        RawProcess.clock_gettime(Monotonic, &now);
        return (now.tv_sec * 1000) + (now.tv_nsec / 1_000_000);
    }

    public static long RealtimeNs()
    {
        RawProcess.timespec now;
        RawProcess.clock_gettime(Realtime, &now);
        return (now.tv_sec * 1_000_000_000) + now.tv_nsec;
    }
}
