namespace Orchestrator.Actors.Messages.Containers;

/// <summary>A container that SIGKILL does not end, and the tasks that hold it up.</summary>
public sealed record StuckView(DateTimeOffset Since, IReadOnlyList<string> Tasks);
