namespace Orchestrator.Contracts.History;

/// <param name="What">E.g. <c>state</c>, <c>name</c>, <c>memoryBytes</c>.</param>
public sealed record FieldChangeView(string What, string? From, string? To);
