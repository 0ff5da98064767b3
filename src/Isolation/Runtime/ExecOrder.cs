namespace Orchestrator.Isolation.Runtime;

/// <summary>Descriptors stay the caller's; -1 is /dev/null.</summary>
/// <param name="ExecId">Unique among the processes of the daemon's life.</param>
/// <param name="Terminal">The three descriptors are one pty slave: it becomes the controlling terminal.</param>
public sealed record ExecOrder(
    Guid Id,
    Guid ExecId,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Environment,
    string? WorkingDirectory,
    string? User,
    bool Terminal,
    int Stdin,
    int Stdout,
    int Stderr)
{
    /// <summary>The attempt that it is meant for; null for whichever runs. Another one is refused.</summary>
    public int? Attempt { get; init; }

    /// <summary>personality(2); null: the container's.</summary>
    public uint? Personality { get; init; }
}
