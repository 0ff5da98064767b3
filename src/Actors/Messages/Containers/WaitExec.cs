namespace Orchestrator.Actors.Messages.Containers;

/// <summary>Answered when the process has ended.</summary>
public sealed record WaitExec(string Container, Guid ExecId) : IContainerRequest, IRequest<ExitView>;
