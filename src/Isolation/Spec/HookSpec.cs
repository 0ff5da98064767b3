namespace Orchestrator.Isolation.Spec;

/// <summary>A program to run. Ending with another status than 0 ends the start.</summary>
/// <param name="Arguments">argv, the name included.</param>
public sealed record HookSpec(
    HookKind Kind, string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment);
