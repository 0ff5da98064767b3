namespace Orchestrator.Actors.Events;

public sealed record ContainerRemoveRequested(bool Force) : IContainerEvent
{
    /// <summary>With the volumes that nobody named and no other container mounts. Null: they stay.</summary>
    public bool? Volumes { get; init; }
}
