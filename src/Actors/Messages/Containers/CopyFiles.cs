namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Records that files go in or out, and says which container it is; the copying itself is the caller's.</summary>
/// <param name="Way">As <see cref="Events.ContainerFilesRequested.Way"/>.</param>
public sealed record CopyFiles(Caller Caller, string Cause, string Container, string Way, string Path)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
