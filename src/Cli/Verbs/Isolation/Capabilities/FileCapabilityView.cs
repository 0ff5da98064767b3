namespace Orchestrator.Cli.Verbs.Isolation.Capabilities;

/// <summary>A file and what it gives when it is executed; the root id is that of the one user namespace that it is for.</summary>
internal sealed record FileCapabilityView(string File, string Capabilities, uint? RootId);
