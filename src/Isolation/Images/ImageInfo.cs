namespace Orchestrator.Isolation.Images;

/// <summary>One name of the node's image store.</summary>
/// <param name="Digest">Of the image's manifest; of one made from a template, over paths, types, modes, owners and content of its layer.</param>
/// <param name="SizeBytes">Sum of the sizes of the regular files.</param>
public sealed record ImageInfo(string Name, string Digest, DateTimeOffset CreatedAt, long SizeBytes, int Files);
