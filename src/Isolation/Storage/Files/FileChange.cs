namespace Orchestrator.Isolation.Storage.Files;

/// <summary>How a container's root differs from its image.</summary>
/// <param name="Kind">A added, C changed, D deleted.</param>
public sealed record FileChange(char Kind, string Path);
