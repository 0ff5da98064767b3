namespace Orchestrator.Actors.Messages.History;

/// <summary>Registered as a service by <c>AddOrchestratorActorServices</c>.</summary>
public interface IRestorePlanner
{
    Task<Reply<RestorePlan>> PlanAsync(CancellationToken cancel);
}
