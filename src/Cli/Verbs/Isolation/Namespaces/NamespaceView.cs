namespace Orchestrator.Cli.Verbs.Isolation.Namespaces;

/// <summary>A namespace, who is in it and whose it is.</summary>
internal sealed record NamespaceView
{
    public required ulong Ns { get; init; }

    public required string Type { get; init; }

    public int Processes { get; set; }

    /// <summary>The lowest pid in it; null where it is kept by its children or a mount only.</summary>
    public int? Pid { get; set; }

    public string? Command { get; set; }

    /// <summary>The owning user namespace; null if it lies outside what we may see.</summary>
    public ulong? Owner { get; set; }

    /// <summary>Of a user or pid namespace: the one that it was made in.</summary>
    public ulong? Parent { get; set; }

    /// <summary>Of a user namespace: who made it.</summary>
    public uint? OwnerUid { get; set; }

    public int Depth { get; set; }
}
