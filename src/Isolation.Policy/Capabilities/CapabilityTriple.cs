namespace Orchestrator.Isolation.Capabilities;

/// <summary>Three sets together, as libcap's texts describe them.</summary>
public readonly record struct CapabilityTriple(ulong Effective, ulong Permitted, ulong Inheritable)
{
    /// <summary>1 effective, 2 permitted, 4 inheritable.</summary>
    internal int FlagsOf(int capability)
    {
        var bit = 1UL << capability;
        return ((Effective & bit) != 0 ? 1 : 0) | ((Permitted & bit) != 0 ? 2 : 0) | ((Inheritable & bit) != 0 ? 4 : 0);
    }

    internal CapabilityTriple With(ulong capabilities, int flags, bool on)
    {
        ulong Change(ulong set, int flag) => (flags & flag) == 0 ? set : on ? set | capabilities : set & ~capabilities;
        return new CapabilityTriple(Change(Effective, 1), Change(Permitted, 2), Change(Inheritable, 4));
    }
}
