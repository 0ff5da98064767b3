using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Batches;

/// <summary>
/// A batch as it is submitted: the file's content with defaults applied, globs listed and host paths absolute.
/// <c>{index}</c> and <c>{item}</c> are still in it; the daemon puts them in for each member.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record BatchDefinition
{
    public required string Name { get; set; }

    /// <summary>At most so many members at once; null leaves it to the node.</summary>
    public int? Concurrency { get; set; }

    public required IReadOnlyList<BatchJobDefinition> Jobs { get; set; }
}
