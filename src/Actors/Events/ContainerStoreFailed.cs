namespace Orchestrator.Actors.Events;

/// <summary>The snapshot, restore, removal or copy that was asked for last came to nothing, and nothing of it is left.</summary>
public sealed record ContainerStoreFailed(string Problem) : IContainerEvent;
