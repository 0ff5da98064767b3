namespace Orchestrator.Contracts.Batches;

/// <summary>Answer to a submitted batch, given once it is in the journal.</summary>
public sealed record BatchAccepted(string Name, int Total);
