namespace Orchestrator.Isolation.Runtime;

/// <summary>One reading of a container's accounting files.</summary>
/// <param name="Pressure">Null where this kernel keeps no such figures.</param>
public sealed record UsageReading(ResourceUsage Usage, PressureTotals? Pressure);
