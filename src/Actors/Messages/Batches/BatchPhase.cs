namespace Orchestrator.Actors.Messages.Batches;

public enum BatchPhase
{
    Queued,
    Running,
    Succeeded,
    Failed,
    Cancelled,
}
