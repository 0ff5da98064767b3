namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>The built-in profile; ABIs beside the native one are open if they were asked for.</summary>
internal sealed class DefaultPolicy(IReadOnlyList<SeccompAbi> open) : ISeccompPolicy
{
    public string Name => "default";

    public SeccompProfile Resolve(SeccompContext context) => DefaultProfile.For(
        context.Capabilities, context.Machine, [.. context.Machine.Abis.Where(abi => abi == context.Machine.Native || open.Contains(abi))]);
}
