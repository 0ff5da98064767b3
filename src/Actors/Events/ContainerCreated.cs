using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Events;

public sealed record ContainerCreated(
    string Name, ContainerSpec Spec, PreparedContainer Prepared, bool AutoRemove, JobRef? Job) : IContainerEvent
{
    /// <summary>Set for a copy.</summary>
    public CopyOrigin? Origin { get; init; }
}
