namespace Orchestrator.Cli.Verbs.Isolation.Seccomp;

/// <summary>The calls of an ABI that fare alike.</summary>
internal sealed record SeccompGroup(string Abi, string Action, int Count, IReadOnlyList<string> Syscalls);
