namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>A policy as somebody wrote it, read and checked, before it is known what it will be applied to.</summary>
internal interface ISeccompPolicy
{
    string Name { get; }

    SeccompProfile Resolve(SeccompContext context);
}
