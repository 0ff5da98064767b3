namespace Orchestrator.Actors.Messages.Containers;

/// <summary>
/// Answered when the process runs. The descriptors stay the caller's, are needed until the answer, and -1 is
/// /dev/null. <see cref="WaitExec"/> tells the end.
/// </summary>
public sealed record ExecInContainer(Caller Caller, string Cause, string Container, IReadOnlyList<string> Command)
    : ICommand, IContainerRequest, IRequest<ExecView>
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string? WorkingDirectory { get; init; }

    public string? User { get; init; }

    public bool Terminal { get; init; }

    /// <summary>personality(2); null: the container's.</summary>
    public uint? Personality { get; init; }

    public int Stdin { get; init; } = -1;

    public int Stdout { get; init; } = -1;

    public int Stderr { get; init; } = -1;
}
