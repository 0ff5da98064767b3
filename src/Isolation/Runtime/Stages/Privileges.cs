using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Launching;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime.Stages;

/// <summary>The capability sets of a process, from the spec and the user that it runs as.</summary>
internal static class Privileges
{
    private static readonly Lazy<ulong> Own = new(static () => OwnCapabilities.Parse(File.ReadAllText("/proc/self/status")));

    /// <summary>
    /// As the security settings alone say, but where the user namespace is the host's nobody gets what the daemon does not have
    /// itself: ALL is all of these then. What is asked for by name stays asked for, and is refused by the kernel.
    /// </summary>
    public static (CapabilitySet Bounding, CapabilitySets Sets) Of(ContainerSpec spec, uint uid)
    {
        var (bounding, sets) = Of(spec.Security, uid);
        if (spec.Namespaces.User != UserNamespaceMode.Host || spec.Security.Capabilities is not null)
            return (bounding, sets);
        var named = spec.Security.CapAdd.Where(name => !name.Equals("ALL", StringComparison.OrdinalIgnoreCase)).ToArray();
        CapabilitySet.TryResolve(named, ["ALL"], out var added, out _);
        var mask = Own.Value | added.Mask;
        return (new CapabilitySet(bounding.Mask & mask),
            new CapabilitySets(sets.Effective & mask, sets.Permitted & mask, sets.Inheritable & mask, sets.Bounding & mask, sets.Ambient & mask));
    }

    /// <summary>
    /// Root has the set; another user has what was added by name, ambient so that it survives execve. The inheritable
    /// set is never more than the ambient one (CVE-2022-24769), unless the five sets are given exactly.
    /// </summary>
    public static (CapabilitySet Bounding, CapabilitySets Sets) Of(SecuritySpec security, uint uid)
    {
        if (security.Capabilities is { } exact)
        {
            return SpecCapabilities.TrySets(exact, out var sets, out var problem)
                ? (new CapabilitySet(sets!.Bounding), sets)
                : throw new ArgumentException(problem, nameof(security));
        }
        if (!CapabilitySet.TryResolve(security.CapAdd, security.CapDrop, out var bounding, out var unknown))
            throw new ArgumentException($"'{unknown}' is no capability", nameof(security));
        if (uid == 0)
            return (bounding, new CapabilitySets(bounding.Mask, bounding.Mask, Inheritable: 0, bounding.Mask, Ambient: 0));
        var named = security.CapAdd.Where(name => !name.Equals("ALL", StringComparison.OrdinalIgnoreCase)).ToArray();
        CapabilitySet.TryResolve(named, ["ALL", .. security.CapDrop], out var added, out _);
        var own = added.Mask & bounding.Mask;
        return (bounding, new CapabilitySets(own, own, own, bounding.Mask, own));
    }
}
