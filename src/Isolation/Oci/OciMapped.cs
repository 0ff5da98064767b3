using Orchestrator.Formats.Oci;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Oci;

/// <summary>What a bundle comes to.</summary>
/// <param name="Problems">Why it cannot be carried out; empty: it can.</param>
/// <param name="Notes">What is kept without effect.</param>
public sealed record OciMapped(ContainerSpec Spec, IReadOnlyList<OciProblem> Problems, IReadOnlyList<string> Notes);
