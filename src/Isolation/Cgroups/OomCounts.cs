namespace Orchestrator.Isolation.Cgroups;

/// <param name="Kills">Processes of the group that the OOM killer ended.</param>
/// <param name="LimitHits">How often the group's own limit stood in the way; null where this kernel does not tell.</param>
internal readonly record struct OomCounts(long Kills, long? LimitHits);
