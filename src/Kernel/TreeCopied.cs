namespace Orchestrator.Kernel;

/// <summary>What <see cref="TreeCopy"/> did.</summary>
/// <param name="Bytes">Sum of the sizes of the regular files, each once however many names it has.</param>
/// <param name="Shared">How many of the files share their blocks with the original.</param>
public readonly record struct TreeCopied(long Entries, long Bytes, long Shared);
