namespace Orchestrator.Contracts.Containers;

/// <summary>Whose files a container began with.</summary>
public sealed record OriginView(Guid Id, string Name, string? Snapshot);
