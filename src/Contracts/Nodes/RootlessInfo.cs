namespace Orchestrator.Contracts.Nodes;

/// <summary>Of a daemon that an ordinary user started.</summary>
public sealed record RootlessInfo
{
    public uint Uid { get; set; }

    public string? User { get; set; }

    /// <summary>How many ids containers can have.</summary>
    public uint Ids { get; set; }

    /// <summary>What it cannot do, with the reason and what would help.</summary>
    public IReadOnlyList<string> Missing { get; set; } = [];
}
