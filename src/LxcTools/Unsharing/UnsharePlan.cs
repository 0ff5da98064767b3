namespace Orchestrator.LxcTools.Unsharing;

/// <summary>What the forked child is to do, in native memory: it cannot touch objects.</summary>
internal unsafe struct UnsharePlan
{
    /// <summary>CLONE_NEW* of unshare(2).</summary>
    public ulong Flags;

    /// <summary>The parent writes a byte when maps and interfaces are there; its other end is the parent's.</summary>
    public int Go, GoOther;

    /// <summary>The child writes 0 when it has its namespaces, and minus errno when something fails.</summary>
    public int Done;

    /// <summary>argv of the command.</summary>
    public byte** Command;

    public byte* HostName;
    public nint HostNameLength;

    /// <summary>Ids to take; -1: those that it has.</summary>
    public long User, Group;

    /// <summary>/proc, /dev/shm and /dev/mqueue of the new namespaces.</summary>
    public bool Remounts;
}
