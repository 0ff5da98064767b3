namespace Orchestrator.Isolation.Cgroups;

/// <summary>One limit of a group: what its own file says, what binds it in the end, and which group says that.</summary>
/// <param name="Key">For files of lines, such as io.max, the word that the line begins with.</param>
/// <param name="From">Path of the group below the hierarchy's root; null when nothing binds.</param>
internal sealed record InheritedLimit(string File, string? Key, string Value, string Effective, string? From);
