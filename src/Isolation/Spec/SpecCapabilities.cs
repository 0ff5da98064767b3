using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Launching;

namespace Orchestrator.Isolation.Spec;

/// <summary>From names to sets, and what the kernel would not take.</summary>
public static class SpecCapabilities
{
    /// <summary>The bounding set of a spec; false with what is wrong with its capabilities.</summary>
    public static bool TryBounding(SecuritySpec security, out CapabilitySet bounding, out string? problem)
    {
        problem = null;
        if (security.Capabilities is { } exact)
        {
            bounding = default;
            if (security.CapAdd.Count > 0 || security.CapDrop.Count > 0)
                problem = "The five capability sets are given, and capabilities to add or drop besides. Give one or the other.";
            else if (TrySets(exact, out var sets, out problem))
                bounding = new CapabilitySet(sets!.Bounding);
            return problem is null;
        }
        if (CapabilitySet.TryResolve(security.CapAdd, security.CapDrop, out bounding, out var unknown))
            return true;
        problem = NoCapability(unknown!);
        return false;
    }

    internal static bool TrySets(CapabilitySpec spec, out CapabilitySets? sets, out string? problem)
    {
        sets = null;
        if (!TryMask(spec.Effective, out var effective, out problem) || !TryMask(spec.Permitted, out var permitted, out problem)
            || !TryMask(spec.Inheritable, out var inheritable, out problem) || !TryMask(spec.Bounding, out var bounding, out problem)
            || !TryMask(spec.Ambient, out var ambient, out problem))
        {
            return false;
        }
        // The rules of capset(2) and PR_CAP_AMBIENT_RAISE.
        problem = Within(effective, permitted, "effective", "permitted")
            ?? Within(permitted, bounding, "permitted", "bounding")
            ?? Within(inheritable, bounding, "inheritable", "bounding")
            ?? Within(ambient, permitted, "ambient", "permitted")
            ?? Within(ambient, inheritable, "ambient", "inheritable");
        sets = new CapabilitySets(effective, permitted, inheritable, bounding, ambient);
        return problem is null;
    }

    private static bool TryMask(IReadOnlyList<string> names, out ulong mask, out string? problem)
    {
        mask = 0;
        problem = null;
        foreach (var name in names ?? [])
        {
            if (string.Equals(name, "ALL", StringComparison.OrdinalIgnoreCase))
                mask |= CapabilitySet.All.Mask;
            else if (name is not null && CapabilityNames.TryParse(name, out var capability))
                mask |= 1UL << (int)capability;
            else
                problem ??= NoCapability(name ?? "null");
        }
        return problem is null;
    }

    private static string? Within(ulong set, ulong outer, string name, string outerName) => (set & ~outer) == 0
        ? null
        : $"The {name} set has {string.Join(", ", new CapabilitySet(set & ~outer).Names())}, which the {outerName} set has not. Add it there too.";

    private static string NoCapability(string name) =>
        $"'{name}' is no capability. Use the names of capabilities(7), e.g. NET_ADMIN, or ALL.";
}
