using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Contracts;
using Orchestrator.Daemon.Api;

namespace Orchestrator.Daemon.Nodes;

/// <summary>Brings all containers of the node to an end, then the launcher.</summary>
internal static class Evacuation
{
    private const string Cause = "daemon --stop --with-containers";

    /// <returns>Null when nothing lives any more.</returns>
    public static async Task<Problem?> RunAsync(ApiCall call)
    {
        // The queue would fill the places that stopping containers leave.
        var batches = await call.AskAsync(new ListBatches());
        foreach (var batch in batches.View?.Where(b => b.State is BatchPhase.Queued or BatchPhase.Running) ?? [])
            await call.AskAsync(new CancelBatch(call.Caller, Cause, batch.Name));
        // A frozen container reacts to no signal but SIGKILL; a frozen fleet starts nothing, but also ends nothing.
        if ((await call.AskAsync(new GetFleetStatus())).View?.Freeze is not null)
            await call.AskAsync(new ThawFleet(call.Caller, Cause));
        var live = await call.AskAsync(new ListContainers(All: false));
        if (live.Refusal is { } refusal)
            return Refusals.ToProblem(refusal);
        var stops = live.View!.Select(c => call.AskAsync(new StopContainer(call.Caller, Cause, c.Id.ToString()))).ToList();
        await Task.WhenAll(stops);
        var left = await call.AskAsync(new ListContainers(All: false));
        if (left.View is { Count: > 0 } still)
            return new Problem
            {
                Title = $"{still.Count} containers did not end: {string.Join(", ", still.Take(5).Select(c => c.Name))}",
                Next = "orch kill them, then try again; the daemon goes on",
                Status = 409,
            };
        await call.Node.Runtime.ShutdownLauncherAsync(call.Cancel);
        return null;
    }
}
