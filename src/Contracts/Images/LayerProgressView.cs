namespace Orchestrator.Contracts.Images;

/// <param name="State"><c>waiting</c>, <c>downloading</c> (of a push: uploading), <c>unpacking</c>, <c>there</c> (it was before) or <c>done</c>.</param>
public sealed record LayerProgressView(string Digest, string State, long Current, long Total);
