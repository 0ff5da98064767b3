namespace Orchestrator.Isolation.Seccomp.Policies;

/// <summary>One line of an LXC policy. <see cref="Abi"/> null: every ABI.</summary>
internal sealed record LxcRule(
    SeccompAbi? Abi, string? Name, int Number, IReadOnlyList<ArgumentTest> Tests, Verdict Verdict);
