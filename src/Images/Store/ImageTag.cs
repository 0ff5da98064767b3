namespace Orchestrator.Images.Store;

/// <summary>A name and what it points at.</summary>
public sealed record ImageTag(string Name, string Digest, DateTimeOffset CreatedAt, long SizeBytes, int Files);
