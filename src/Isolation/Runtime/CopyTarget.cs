using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The container that a copy makes, prepared but not recorded yet.</summary>
/// <param name="HookArguments">What the user added for the original's clone hooks.</param>
public sealed record CopyTarget(
    Guid Id, string Name, ContainerSpec Spec, PreparedContainer Prepared, string SourceName, IReadOnlyList<string> HookArguments);
