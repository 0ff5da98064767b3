using Akka.Actor;
using Akka.Hosting;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Model;

namespace Orchestrator.Actors.Batches.Planning;

/// <summary>Plans on a copy of what the fleet knows, on the asker's thread.</summary>
internal sealed class LiveBatchPlanner(IRequiredActor<Fleet> fleet, OrchestratorOptions options, TimeProvider time) : IBatchPlanner
{
    public async Task<Reply<BatchPlan>> PlanAsync(Caller caller, BatchDefinition batch, CancellationToken cancel)
    {
        if ((BatchCheck.Problem(batch) ?? AdmissionCheck.Problem(batch, options)) is { } problem)
            return new Reply<BatchPlan>(null, new Refusal(RefusalKind.Invalid, problem));
        IActorRef root = await fleet.GetAsync(cancel).ConfigureAwait(false);
        Reply<FleetSnapshot> snapshot = await root.RequestAsync(new GetFleetSnapshot(), cancel).ConfigureAwait(false);
        return snapshot.View is { } now
            ? new Reply<BatchPlan>(BatchPlanner.Plan(now, batch, caller, options, time.GetUtcNow()), null)
            : new Reply<BatchPlan>(null, snapshot.Refusal);
    }
}
