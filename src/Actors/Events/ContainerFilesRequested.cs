namespace Orchestrator.Actors.Events;

/// <summary>Files go into a container or out of it; recorded before the first byte does.</summary>
/// <param name="Way"><c>in</c>, <c>out</c>, or <c>export</c> for the whole root, or for that of a snapshot.</param>
/// <param name="Path">As whoever asked named it, inside the container; of a snapshot the word and its name.</param>
public sealed record ContainerFilesRequested(string Way, string Path) : IContainerEvent;
