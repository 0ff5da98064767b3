namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>A limit as the group has it and as it binds, with the group that says so.</summary>
internal sealed record CgroupBinding(string Group, string Parameter, string Value, string Effective, string? From);
