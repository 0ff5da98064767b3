namespace Orchestrator.Contracts.Containers;

/// <summary>A limit of a cgroup: what its own file says, what binds it in the end, and which group above says that.</summary>
/// <param name="File">The file; for one of lines, with the line's key behind it.</param>
/// <param name="From">Path of the group below the hierarchy's root; null when nothing limits it.</param>
public sealed record LimitView(string File, string Value, string Effective, string? From);
