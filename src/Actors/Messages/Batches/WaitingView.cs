namespace Orchestrator.Actors.Messages.Batches;

/// <param name="WaitingFor">Null if it does not wait.</param>
public sealed record WaitingView(string? WaitingFor);
