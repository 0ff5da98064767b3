using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Gives a container that runs a device, an interface or a mount, or takes one away.</summary>
public sealed record HotplugContainer(Caller Caller, string Cause, string Container, HotplugSpec What)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
