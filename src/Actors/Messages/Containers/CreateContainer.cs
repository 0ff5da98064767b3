using Orchestrator.Actors.Events;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when created, or with <see cref="Start"/> when started.</summary>
/// <param name="Name">Null: the engine finds one.</param>
public sealed record CreateContainer(Caller Caller, string Cause, string? Name, ContainerSpec Spec)
    : ICommand, IRequest<ContainerView>
{
    /// <summary>Start it with the same durable write.</summary>
    public bool Start { get; init; }

    /// <summary>Remove it once it has ended and no restart is due.</summary>
    public bool AutoRemove { get; init; }

    /// <summary>Set by the queue: the member that the container is.</summary>
    internal JobRef? Job { get; init; }
}
