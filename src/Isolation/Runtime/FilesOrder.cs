using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The container whose files are wanted.</summary>
public sealed record FilesOrder(Guid Id, ContainerSpec Spec, PreparedContainer Prepared);
