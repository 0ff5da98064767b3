using System.Runtime.InteropServices;

namespace Orchestrator.LaunchPlan;

/// <summary>First bytes of a plan: its geometry, and what the launcher itself (not the child) has to do.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct PlanHeader
{
    public uint Magic;
    public ushort Version;
    public ushort HeaderBytes;
    public uint TotalBytes;
    public uint OpCount;
    public uint TextOffset;
    public uint TextBytes;
    public uint DataOffset;
    public uint DataBytes;
    public uint SlotCount;
    public PlanFlags Flags;

    /// <summary>CLONE_NEW* for clone3. Never CLONE_NEWCGROUP nor CLONE_NEWTIME: those are for <see cref="PlanOpKind.Unshare"/>.</summary>
    public ulong Namespaces;

    /// <summary>Texts to be written to uid_map, gid_map and timens_offsets of the child; 0 is none.</summary>
    public uint UidMap;
    public uint GidMap;
    public uint TimeOffsets;

    /// <summary>Slot of a cgroup v2 directory for CLONE_INTO_CGROUP, or -1.</summary>
    public int CgroupSlot;

    public int OomScoreAdj;

    /// <summary>argv and envp: arrays of text offsets in the data table.</summary>
    public uint ArgvOffset;
    public uint ArgvCount;
    public uint EnvOffset;
    public uint EnvCount;

    /// <summary>setns mask of an exec into a running container.</summary>
    public ulong JoinNamespaces;
}
