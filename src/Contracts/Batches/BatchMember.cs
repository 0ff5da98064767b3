namespace Orchestrator.Contracts.Batches;

/// <summary>One container to be of a job, with everything put in.</summary>
public sealed record BatchMember
{
    public required string Name { get; set; }

    public required string Job { get; set; }

    public required int Index { get; set; }

    public required IReadOnlyList<string> Command { get; set; }

    public required IReadOnlyDictionary<string, string> Env { get; set; }

    public string? Workdir { get; set; }

    public required IReadOnlyList<BatchInput> Inputs { get; set; }

    public BatchOutput? Output { get; set; }
}
