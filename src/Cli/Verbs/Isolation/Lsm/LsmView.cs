namespace Orchestrator.Cli.Verbs.Isolation.Lsm;

/// <summary>One security module of the kernel and what it would do for a container.</summary>
internal sealed record LsmView(string Module, string State, string Details, string? Label);
