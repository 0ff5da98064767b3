using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Pressure;

/// <summary>The parent cgroup's reading after each round of the accounting.</summary>
internal sealed record NodeUsage(UsageReading Reading, TimeSpan Took);
