namespace Orchestrator.Chaos.Jobs;

internal sealed record PlannedBatch(string Name, string File, int Jobs, IReadOnlyDictionary<JobKind, int> Counts);
