using System.Runtime.InteropServices;
using Orchestrator.LaunchPlan.Wire;

namespace Orchestrator.Launcher.Serving;

/// <summary>One process in the <see cref="StateFile"/>.</summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct StateRecord
{
    public const int Bytes = 128;
    public const uint Free = 0, Started = 1, Ended = 2;

    public uint State;
    public int Pid;
    public ulong StartTicks;

    /// <summary>Key and kind from the start on; the rest once it has ended.</summary>
    public ExitedBody Exit;
}
