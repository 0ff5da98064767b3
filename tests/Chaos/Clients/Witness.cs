using Orchestrator.Client;
using Orchestrator.Contracts.Events;

namespace Orchestrator.Chaos.Clients;

/// <summary>Follows the live stream of events over every restart, and keeps number and hash of each.</summary>
internal sealed class Witness(Door door, Told told, Action<EventView> seen)
{
    private long _last;

    public long Last => Volatile.Read(ref _last);

    public async Task RunAsync(CancellationToken cancel)
    {
        var query = new EventQuery { AfterSeq = 0, Follow = true };
        try
        {
            await foreach (var (view, problem) in door.Client.Events.ReadAsync(query, (_, token) => door.WakeAsync(token), cancel))
            {
                if (view is null)
                {
                    told.Wrong.Enqueue($"the stream of events ended: {Door.Text(problem)}");
                    return;
                }
                if (view.Seq != _last + 1)
                    told.Wrong.Enqueue($"the stream went from event {_last} to {view.Seq}");
                Volatile.Write(ref _last, view.Seq);
                told.Hashes[view.Seq] = view.Hash ?? "";
                seen(view);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
