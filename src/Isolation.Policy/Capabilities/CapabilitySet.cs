using System.Numerics;

namespace Orchestrator.Isolation.Capabilities;

/// <summary>A set of capabilities as the kernel's 64-bit mask.</summary>
public readonly record struct CapabilitySet(ulong Mask)
{
    public static CapabilitySet Empty => default;

    public static CapabilitySet All { get; } = new((1UL << CapabilityNames.All.Count) - 1);

    /// <summary>Podman's eleven: Docker's fourteen without NET_RAW, MKNOD and AUDIT_WRITE.</summary>
    public static CapabilitySet Default { get; } = Of(
        Capability.Chown, Capability.DacOverride, Capability.Fowner, Capability.Fsetid, Capability.Kill,
        Capability.NetBindService, Capability.Setfcap, Capability.Setgid, Capability.Setpcap, Capability.Setuid,
        Capability.SysChroot);

    public int Count => BitOperations.PopCount(Mask);

    public static CapabilitySet Of(params ReadOnlySpan<Capability> capabilities)
    {
        var mask = 0UL;
        foreach (var capability in capabilities)
            mask |= 1UL << (int)capability;
        return new CapabilitySet(mask);
    }

    public bool Contains(Capability capability) => (Mask & (1UL << (int)capability)) != 0;

    public CapabilitySet With(CapabilitySet other) => new(Mask | other.Mask);

    public CapabilitySet Without(CapabilitySet other) => new(Mask & ~other.Mask);

    public IReadOnlyList<string> Names()
    {
        var names = new List<string>(Count);
        for (var i = 0; i < CapabilityNames.All.Count; i++)
        {
            if (Contains((Capability)i))
                names.Add(CapabilityNames.All[i]);
        }
        return names;
    }

    /// <summary>
    /// The default set with additions and removals. <c>ALL</c> first, single names after, and what is dropped by name
    /// stays dropped.
    /// </summary>
    /// <returns>False with the first name that is no capability.</returns>
    public static bool TryResolve(
        IReadOnlyList<string> add, IReadOnlyList<string> drop, out CapabilitySet set, out string? unknown)
    {
        set = default;
        if (!TryParse(add, out var added, out var addAll, out unknown)
            || !TryParse(drop, out var dropped, out var dropAll, out unknown))
        {
            return false;
        }
        var start = dropAll ? Empty : addAll ? All : Default;
        set = start.With(added).Without(dropped);
        return true;
    }

    private static bool TryParse(IReadOnlyList<string> names, out CapabilitySet set, out bool all, out string? unknown)
    {
        set = default;
        all = false;
        unknown = null;
        foreach (var name in names)
        {
            if (name.Equals("ALL", StringComparison.OrdinalIgnoreCase))
            {
                all = true;
            }
            else if (CapabilityNames.TryParse(name, out var capability))
            {
                set = set.With(Of(capability));
            }
            else
            {
                unknown = name;
                return false;
            }
        }
        return true;
    }
}
