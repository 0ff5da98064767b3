namespace Orchestrator.Isolation.Images;

/// <summary>One name of the node's image store.</summary>
/// <param name="Digest"><c>sha256:…</c> over paths, types, modes, owners and content of the layer.</param>
/// <param name="SizeBytes">Sum of the sizes of the regular files.</param>
public sealed record ImageInfo(string Name, string Digest, DateTimeOffset CreatedAt, long SizeBytes, int Files);
