namespace Orchestrator.Contracts.Containers;

/// <summary>What <c>orch autostart</c> does with a container.</summary>
public sealed record AutostartView(bool Auto, int DelaySeconds, int Order, IReadOnlyList<string> Groups);
