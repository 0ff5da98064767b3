namespace Orchestrator.Isolation.Spec;

/// <summary>A program to run. Ending with another status than 0 ends the start.</summary>
/// <param name="Arguments">argv, the name included.</param>
public sealed record HookSpec(
    HookKind Kind, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Stands in <see cref="Input"/> for the host's pid of the container's init.</summary>
    public const string PidMark = "@PID@";

    /// <summary>Holds <c>KIND:PATH</c> of the namespaces, for hooks that get them as arguments.</summary>
    public const string NamespacesVariable = "ORCH_HOOK_NAMESPACES";

    /// <summary>Which of the networks of the spec it is for; null for hooks of other kinds.</summary>
    public int? Network { get; init; }

    /// <summary>Comes to its stdin.</summary>
    public string? Input { get; init; }

    /// <summary>After this it is killed and has failed; null: the time limit of a launch.</summary>
    public TimeSpan? Timeout { get; init; }
}
