using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Accounting;

internal sealed record UsageSample(DateTimeOffset At, ResourceUsage Usage, double? CpuPercent);
