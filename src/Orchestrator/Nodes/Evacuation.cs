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

    /// <summary>Above any usual stop timeout; a journal that cannot be written lets no stop be recorded at all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <returns>Null when nothing lives any more.</returns>
    public static async Task<Problem?> RunAsync(ApiCall call)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(call.Cancel);
        patience.CancelAfter(Patience);
        try
        {
            return await EndAllAsync(call, patience.Token);
        }
        catch (OperationCanceledException) when (!call.Cancel.IsCancellationRequested)
        {
            return new Problem
            {
                Title = $"The containers did not end within {Patience.TotalSeconds:0} s; the daemon goes on",
                Detail = "A container may have a longer stop timeout, or the journal cannot be written: see /healthz/ready.",
                Next = "Try again, or end the daemon alone with orch daemon --stop: containers live on and the next one adopts them",
                Status = StatusCodes.Status503ServiceUnavailable,
            };
        }
    }

    private static async Task<Problem?> EndAllAsync(ApiCall call, CancellationToken cancel)
    {
        var fleet = call.Node.Fleet;
        // The queue would fill the places that stopping containers leave.
        var batches = await fleet.RequestAsync(new ListBatches(), cancel);
        foreach (var batch in batches.View?.Where(b => b.State is BatchPhase.Queued or BatchPhase.Running) ?? [])
            await fleet.RequestAsync(new CancelBatch(call.Caller, Cause, batch.Name), cancel);
        // A frozen container reacts to no signal but SIGKILL; a frozen fleet starts nothing, but also ends nothing.
        if ((await fleet.RequestAsync(new GetFleetStatus(), cancel)).View?.Freeze is not null)
            await fleet.RequestAsync(new ThawFleet(call.Caller, Cause), cancel);
        var live = await fleet.RequestAsync(new ListContainers(All: false), cancel);
        if (live.Refusal is { } refusal)
            return Refusals.ToProblem(refusal);
        var stops = live.View!.Select(c => fleet.RequestAsync(new StopContainer(call.Caller, Cause, c.Id.ToString()), cancel)).ToList();
        await Task.WhenAll(stops);
        var left = await fleet.RequestAsync(new ListContainers(All: false), cancel);
        if (left.View is { Count: > 0 } still)
            return new Problem
            {
                Title = $"{still.Count} containers did not end: {string.Join(", ", still.Take(5).Select(c => c.Name))}",
                Next = "orch kill them, then try again; the daemon goes on",
                Status = 409,
            };
        await call.Node.Runtime.ShutdownLauncherAsync(cancel);
        return null;
    }
}
