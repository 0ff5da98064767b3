using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan.Wire;

/// <summary>The end of a process, kept by the launcher until it is acknowledged.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExitedBody
{
    public ProcessKey Key;
    public ExitKind Kind;

    /// <summary>Exit code or signal number.</summary>
    public int Status;
    public uint CoreDumped;
    public uint IsExec;

    /// <summary>CLOCK_REALTIME in nanoseconds when the end was seen.</summary>
    public long RealtimeNanoseconds;

    /// <summary>rusage of the process and the descendants that it waited for (getrusage(2)).</summary>
    public long UserMicroseconds;
    public long SystemMicroseconds;
    public long MaxRssKilobytes;

    /// <summary>1 when the end was noticed after the launcher had been replaced: the time is then the latest possible.</summary>
    public uint Late;
    public int Errno;
}
