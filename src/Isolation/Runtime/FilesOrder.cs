using Orchestrator.Isolation.Spec;

namespace Orchestrator.Isolation.Runtime;

/// <summary>The container whose files are wanted.</summary>
public sealed record FilesOrder(Guid Id, ContainerSpec Spec, PreparedContainer Prepared)
{
    /// <summary>They are to be written to: a container that does not run is not started meanwhile.</summary>
    public bool Write { get; init; }
}
