namespace Orchestrator.Contracts.Batches.Files;

/// <summary>A definition, or everything that is wrong with the file.</summary>
public sealed record BatchFileResult(BatchDefinition? Definition, IReadOnlyList<BatchFileError> Errors);
