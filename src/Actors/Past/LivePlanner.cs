using Akka.Actor;
using Akka.Hosting;
using Orchestrator.Actors.Fleets;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Messages.History;
using Orchestrator.Actors.Model;
using Orchestrator.Isolation.Runtime;

namespace Orchestrator.Actors.Past;

/// <summary>Plans the restart of the daemon that is asked.</summary>
internal sealed class LivePlanner(IRequiredActor<Fleet> fleet, ILooksAtContainers runtime, TimeProvider time) : IRestorePlanner
{
    public async Task<Reply<RestorePlan>> PlanAsync(CancellationToken cancel)
    {
        IActorRef root = await fleet.GetAsync(cancel).ConfigureAwait(false);
        Reply<FleetSnapshot> snapshot = await root.RequestAsync(new GetFleetSnapshot(), cancel).ConfigureAwait(false);
        if (snapshot.View is not { } known)
            return new Reply<RestorePlan>(null, snapshot.Refusal);
        IReadOnlyList<SurveyResult> found =
            await runtime.LookAsync([.. known.Containers.Select(FleetActor.Known)], cancel).ConfigureAwait(false);
        return new Reply<RestorePlan>(RestorePlanner.Of(known, found, time.GetUtcNow()), null);
    }
}
