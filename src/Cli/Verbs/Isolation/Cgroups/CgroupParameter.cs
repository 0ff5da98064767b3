namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>A file of a cgroup and what it says.</summary>
internal sealed record CgroupParameter(string Name, string Value);
