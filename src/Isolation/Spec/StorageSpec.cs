namespace Orchestrator.Isolation.Spec;

/// <summary>How the root of a container is kept.</summary>
/// <param name="SizeBytes">Most bytes that it may hold: with <see cref="StorageKind.Overlay"/> what the container writes, else all of it.</param>
public sealed record StorageSpec(StorageKind Kind, long? SizeBytes = null);
