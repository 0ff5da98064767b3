using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Lxc;

/// <summary>What a configuration comes to.</summary>
/// <param name="Ephemeral">The container is removed once it has ended.</param>
/// <param name="Problems">Why it cannot be carried out, one line for each setting; empty: it can.</param>
/// <param name="Notes">What is kept without effect.</param>
public sealed record LxcMapped(
    ContainerSpec Spec, bool Ephemeral, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes);
