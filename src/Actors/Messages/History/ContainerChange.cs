namespace Orchestrator.Actors.Messages.History;

/// <param name="Name">The name at the later moment.</param>
public sealed record ContainerChange(Guid Id, string Name, IReadOnlyList<FieldChange> Changes);
