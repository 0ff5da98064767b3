namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Makes a container with the files and the spec of another one, which is frozen meanwhile if it runs.</summary>
/// <param name="NewName">Null: made up from the original's.</param>
public sealed record CopyContainer(Caller Caller, string Cause, string Container, string? NewName)
    : ICommand, IContainerRequest, IRequest<ContainerView>
{
    /// <summary>Take the files of this snapshot, not the present ones.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Share what can be shared instead of copying it.</summary>
    public bool Share { get; init; }

    /// <summary>Do not freeze it.</summary>
    public bool Live { get; init; }

    public bool Start { get; init; }

    public bool AutoRemove { get; init; }

    public bool KeepHostname { get; init; }

    public bool KeepMac { get; init; }

    /// <summary>For the clone hooks.</summary>
    public IReadOnlyList<string> HookArguments { get; init; } = [];
}
