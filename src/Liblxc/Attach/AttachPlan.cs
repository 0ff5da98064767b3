namespace Orchestrator.Liblxc.Attach;

/// <summary>All that the forked child needs, in native memory. Pointers are null and ids uint.MaxValue for what is not wanted.</summary>
internal unsafe struct AttachPlan
{
    public delegate* unmanaged<void*, int> Function;
    public void* Payload;

    /// <summary>Of the container's init.</summary>
    public int PidFd;

    /// <summary>CLONE_NEW* to enter; that of pids was entered by the fork.</summary>
    public ulong Namespaces;

    /// <summary>A byte comes from here once the child is in its cgroups.</summary>
    public int Go;

    /// <summary>The other end, which the child has too and closes: else its parent's end would never be seen.</summary>
    public int GoOther;

    /// <summary>Minus errno goes there when something failed; it is closed just before the function runs.</summary>
    public int Done;

    public fixed int Standard[3];
    public long Personality;

    /// <summary>Capabilities that may be kept; all bits: none is dropped.</summary>
    public ulong Bounding;
    public bool NoNewPrivileges;
    public bool RemountProcSys;
    public uint Uid;
    public uint Gid;
    public nint GroupCount;
    public uint* Groups;
    public byte* Directory;
    public bool ClearEnvironment;
    public byte** Environment;

    /// <summary>What is written to the file of /proc/thread-self/attr by that name.</summary>
    public byte* Label;
    public nint LabelLength;
    public bool LabelNow;
}
