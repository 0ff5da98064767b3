using Orchestrator.Actors.Messages.Containers;

namespace Orchestrator.Actors.Messages.History;

public sealed record ContainerMention(Guid Id, string Name, ContainerPhase State);
