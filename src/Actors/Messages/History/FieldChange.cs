namespace Orchestrator.Actors.Messages.History;

/// <param name="What">E.g. <c>state</c>, <c>name</c>, <c>memoryBytes</c>.</param>
/// <param name="From">Null: it had none.</param>
public sealed record FieldChange(string What, string? From, string? To);
