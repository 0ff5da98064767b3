namespace Orchestrator.LxcTools.Unsharing;

/// <summary>A command in new namespaces.</summary>
internal sealed record UnshareOrder(ulong Flags, IReadOnlyList<string> Command)
{
    public string? HostName { get; init; }

    /// <summary>Inside; null: the id that it has.</summary>
    public uint? User { get; init; }

    /// <summary>Inside; null: the id that it has.</summary>
    public uint? Group { get; init; }

    public bool Remounts { get; init; }

    /// <summary>What the parent does to the child's namespaces, by its pid, before the command. Null, or what went wrong.</summary>
    public Func<int, string?>? Prepare { get; init; }
}
