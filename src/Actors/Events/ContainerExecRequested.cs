namespace Orchestrator.Actors.Events;

public sealed record ContainerExecRequested(Guid ExecId, IReadOnlyList<string> Command, string? User) : IContainerEvent;
