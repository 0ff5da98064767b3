namespace Orchestrator.Isolation.Seccomp.Explaining;

/// <summary>The calls of one ABI that fare alike.</summary>
internal sealed record SummaryRow(SeccompAbi Abi, string Action, IReadOnlyList<string> Calls);
