using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan;

/// <summary>One operation. What the fields mean is said at <see cref="PlanOpKind"/>; unused ones are zero, an unused slot is -1.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PlanOp
{
    public PlanOpKind Kind;
    public PlanOpFlags Flags;
    public int Slot;
    public uint Text1;
    public uint Text2;
    public uint Number;
    public uint DataOffset;
    public uint DataBytes;
    public ulong Arg1;
    public ulong Arg2;
    public ulong Arg3;
    public ulong Arg4;
}
