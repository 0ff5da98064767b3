namespace Orchestrator.Actors.Messages.Batches;

/// <summary>Tells what would happen to a batch if it were submitted now, without doing anything.</summary>
public interface IBatchPlanner
{
    Task<Reply<BatchPlan>> PlanAsync(Caller caller, BatchDefinition batch, CancellationToken cancel);
}
