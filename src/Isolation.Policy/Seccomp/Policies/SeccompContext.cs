using Orchestrator.Isolation.Capabilities;

namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>What a policy's conditions are about.</summary>
/// <param name="Machine">Whose ABIs there are.</param>
/// <param name="Capabilities">The bounding set of the container.</param>
/// <param name="Kernel">For <c>minKernel</c>.</param>
internal sealed record SeccompContext(SeccompMachine Machine, CapabilitySet Capabilities, Version Kernel)
{
    private static readonly Version KernelHere = ParseKernel(Environment.OSVersion.Version);

    public static SeccompContext Here(CapabilitySet capabilities) => new(SeccompMachine.Here, capabilities, KernelHere);

    private static Version ParseKernel(Version version) => new(version.Major, version.Minor);
}
