using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.History;

/// <param name="Then">The state that it is brought to, as far as that is decided.</param>
/// <param name="Why">In words.</param>
public sealed record PlannedContainer(
    Guid Id, string Name, ContainerPhase State, ContainerPhase Then, PlannedAction Action, string Why);
