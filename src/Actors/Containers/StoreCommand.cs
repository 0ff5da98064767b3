using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Containers;

/// <summary>From whoever sees to a snapshot or copy to the container's actor, once the container may be copied.</summary>
internal sealed record StoreCommand(Caller Caller, string Cause, string Container, Order Order) : ICommand, IContainerRequest
{
    /// <summary>Of a copy: what is to be created.</summary>
    public CopyTarget? Target { get; init; }

    public bool AutoRemove { get; init; }
}
