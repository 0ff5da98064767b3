namespace Orchestrator.Actors.Events;

/// <summary>Whose files a container began with.</summary>
/// <param name="Name">As it was called then.</param>
public sealed record CopyOrigin(Guid Id, string Name, string? Snapshot);
