namespace Orchestrator.Cli.Verbs.Isolation.Cgroups;

/// <summary>A group across the hierarchies, with its limits as they bind: its own or an ancestor's.</summary>
internal sealed record CgroupGroup(
    string Path, int Processes, IReadOnlyList<string> Hierarchies, CgroupLimit Memory, CgroupLimit Cpus, CgroupLimit Pids, string? Frozen);
