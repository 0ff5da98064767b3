using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Containers;

/// <summary>The part of a fleet freeze by selector that is one container's.</summary>
internal sealed record FreezeMember(
    Caller Caller, string Cause, string Container, string? Reason, TimeSpan? For, string Scope, string? Owner)
    : ICommand, IContainerRequest, IRequest<ContainerView>;
