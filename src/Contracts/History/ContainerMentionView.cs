namespace Orchestrator.Contracts.History;

public sealed record ContainerMentionView(string Name, Guid Id, string State);
