namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>
/// An entry of <c>syscalls</c>. <see cref="Alternatives"/> are its conditions: any of them, and within one all tests;
/// a single empty one is no condition at all.
/// </summary>
internal sealed record OciRule(
    IReadOnlyList<(string Name, SourcePlace Place)> Names, IReadOnlyList<IReadOnlyList<ArgumentTest>> Alternatives,
    SeccompAction Action, OciFilter Includes, OciFilter Excludes);
