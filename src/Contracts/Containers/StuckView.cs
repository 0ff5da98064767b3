namespace Orchestrator.Contracts.Containers;

/// <summary>Since when SIGKILL has not ended the container, and the tasks that it did not reach.</summary>
public sealed record StuckView(DateTimeOffset Since, IReadOnlyList<string> Tasks);
