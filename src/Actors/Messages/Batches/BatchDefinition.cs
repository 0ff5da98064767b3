namespace Orchestrator.Actors.Messages.Batches;

/// <summary>A batch as data: what the file says, with defaults applied and globs listed, arrays not yet expanded.</summary>
public sealed record BatchDefinition
{
    public required string Name { get; init; }

    /// <summary>At most so many members at once; null: the node's default.</summary>
    public int? Concurrency { get; init; }

    public IReadOnlyList<JobDefinition> Jobs { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
