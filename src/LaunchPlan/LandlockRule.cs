using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan;

/// <summary>One rule of <see cref="PlanOpKind.Landlock"/>: for a path with all below it, or for a TCP port.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct LandlockRule
{
    /// <summary><see cref="Port"/> of a rule for a path.</summary>
    public const uint NoPort = 65_536;

    public ulong Access;

    /// <summary>Offset of the path's text; 0 for a port.</summary>
    public uint Path;

    public uint Port;
}
