using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary><c>includes</c> or <c>excludes</c> of containers-common and Moby profiles: when a rule is in force.</summary>
internal sealed record OciFilter(CapabilitySet Capabilities, IReadOnlyList<string> Architectures, Version? MinKernel)
{
    public static OciFilter None { get; } = new(CapabilitySet.Empty, [], null);

    /// <summary>As an include: every capability is held, and the machine is one of those named.</summary>
    public bool Includes(SeccompContext context) =>
        Capabilities.Without(context.Capabilities).Count == 0
        && (Architectures.Count == 0 || Architectures.Contains(context.Machine.GoName))
        && (MinKernel is null || context.Kernel >= MinKernel);

    /// <summary>As an exclude: any of it is enough.</summary>
    public bool Excludes(SeccompContext context) =>
        (Capabilities.Mask & context.Capabilities.Mask) != 0
        || Architectures.Contains(context.Machine.GoName)
        || (MinKernel is not null && context.Kernel >= MinKernel);
}
