namespace Orchestrator.Actors.Events;

/// <summary>A container with the files of this one is to be made; it is recorded together with the outcome.</summary>
/// <param name="Snapshot">Its files are those of this snapshot; null: the present ones.</param>
/// <param name="Share">What can be shared is, instead of copied.</param>
public sealed record ContainerCopyRequested(Guid CopyId, string CopyName, string? Snapshot, bool Share) : IContainerEvent;
