namespace Orchestrator.Isolation.Runtime;

public sealed record LogPaths(string Stdout, string Stderr);
