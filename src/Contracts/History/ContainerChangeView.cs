namespace Orchestrator.Contracts.History;

public sealed record ContainerChangeView(string Name, Guid Id, IReadOnlyList<FieldChangeView> Changes);
