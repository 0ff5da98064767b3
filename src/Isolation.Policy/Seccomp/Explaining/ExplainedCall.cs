namespace Orchestrator.Isolation.Seccomp.Explaining;

/// <summary>What happens to one call of one ABI under one condition.</summary>
/// <param name="Number">Null where the ABI has no such call.</param>
/// <param name="When"><c>always</c>, a test of arguments, or <c>otherwise</c>.</param>
internal sealed record ExplainedCall(string Name, SeccompAbi Abi, int? Number, string When, Verdict Verdict);
