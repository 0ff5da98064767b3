using Orchestrator.Chaos.Jobs;
using Orchestrator.Contracts.Batches;
using Orchestrator.Contracts.Batches.Files;

namespace Orchestrator.Chaos.Clients;

/// <summary>Submits one batch after the other, so that there is work whenever something is killed, and waits for each.</summary>
internal sealed class Submitter(Door door, Told told, Workload work)
{
    private const int LowWater = 20;
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    private int _submitted;
    private int _ended;

    public bool AllSubmitted { get; private set; }

    /// <summary>Jobs that were submitted and have not ended, as far as the witness saw.</summary>
    public int Unfinished => Volatile.Read(ref _submitted) - Volatile.Read(ref _ended);

    public void JobEnded() => Interlocked.Increment(ref _ended);

    /// <param name="mayGoOn">Keeps work back while kills are still to come.</param>
    public async Task RunAsync(Func<int, bool> mayGoOn, CancellationToken cancel)
    {
        List<Task> waits = [];
        for (var i = 0; i < work.Batches.Count; i++)
        {
            while (Unfinished > LowWater && !mayGoOn(i))
                await Task.Delay(Beat, TimeProvider.System, cancel);
            await SubmitAsync(work.Batches[i], cancel);
            waits.Add(WaitAsync(work.Batches[i], cancel));
        }
        AllSubmitted = true;
        await Task.WhenAll(waits);
    }

    private async Task SubmitAsync(PlannedBatch batch, CancellationToken cancel)
    {
        var (definition, errors) = BatchFileReader.ReadFile(batch.File);
        if (definition is null)
            throw new InvalidOperationException(string.Join('\n', errors));
        var key = Guid.NewGuid();
        var (accepted, problem) = await door.AskAsync(_ => door.Client.Batches.SubmitAsync(definition, key.ToString("N"), cancel), cancel);
        if (accepted is null)
            throw new InvalidOperationException($"{batch.Name} was not taken: {Door.Text(problem)}");
        told.Note("batch-submitted", batch.Name);
        Interlocked.Add(ref _submitted, batch.Jobs);
    }

    private async Task WaitAsync(PlannedBatch batch, CancellationToken cancel)
    {
        var (view, problem) = await door.AskAsync(_ => door.Client.Batches.WaitAsync(batch.Name, cancel), cancel);
        if (view is null)
            throw new InvalidOperationException($"the wait for {batch.Name} failed: {Door.Text(problem)}");
        if (!BatchStates.IsFinal(view.State))
            told.Wrong.Enqueue($"the wait for {batch.Name} came back with {view.State}");
        told.Note("batch-ended", batch.Name, view.State);
    }
}
