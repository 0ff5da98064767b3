using Orchestrator.Actors.Journal;

namespace Orchestrator.Simulation.Tests.World;

/// <summary>One life's connection to the disk: slow, failing, or losing its answer as the dice have it.</summary>
internal sealed class SimDiskSession(SimWorld world, SimLife life) : IJournalReader
{
    private readonly List<Pending> _pending = [];

    public string PersistenceId { get; } = $"life-{Guid.NewGuid():N}";

    public Task<long> HighestAsync() => world.Faulty && world.Dice.Chance(0.02)
        ? Task.FromException<long>(new IOException("the journal's database does not answer"))
        : Task.FromResult((long)world.Disk.Records.Count);

    public Task WriteAsync(IReadOnlyList<StoredRecord> records)
    {
        // Never without an end: the plugin is shared by all lives and gives its answers in order.
        world.Boundary("journal write");
        if (life.Dead)
            return Task.FromException(new IOException("a killed life"));
        Pending write = new(records);
        _pending.Add(write);
        bool full = world.Disk.FullUntil > world.Clock.Now;
        bool fails = full || (world.Faulty && world.Dice.Chance(world.Profile.WriteFails));
        bool lost = !fails && world.Faulty && world.Dice.Chance(world.Profile.WriteAnswerLost);
        world.Clock.After(world.Dice.Delay(), () => Reach(write, fails, lost, full));
        return write.Done.Task;
    }

    /// <summary>SIGKILL: what was on its way is written or not.</summary>
    public void Cut()
    {
        foreach (Pending write in _pending)
        {
            if (!write.Written && world.Dice.Chance(0.5))
                world.Disk.TryAppend(write.Records);
            write.Done.TrySetException(new IOException("a killed life"));
        }
        _pending.Clear();
    }

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await Task.CompletedTask;
        for (long seq = afterSeq + 1; seq <= throughSeq && seq <= world.Disk.Records.Count; seq++)
            yield return world.Disk.Records[(int)seq - 1];
    }

    private void Reach(Pending write, bool fails, bool lost, bool full)
    {
        if (life.Dead)
            return;
        if (fails || !world.Disk.TryAppend(write.Records))
        {
            world.Story?.Add($"the journal's write of {write.Records.Count} fails");
            Answer(write, new IOException(full ? "no space left on device" : "input/output error"));
            return;
        }
        write.Written = true;
        world.Boundary("journal written");
        if (life.Dead)
            return;
        if (lost)
            world.Story?.Add("the answer to the journal's write is lost");
        world.Clock.After(world.Dice.Delay(), () => Answer(write, lost ? new IOException("the connection was reset") : null));
    }

    private void Answer(Pending write, Exception? problem)
    {
        if (!_pending.Remove(write))
            return;
        if (problem is null)
            write.Done.SetResult();
        else
            write.Done.SetException(problem);
    }

    private sealed class Pending(IReadOnlyList<StoredRecord> records)
    {
        public IReadOnlyList<StoredRecord> Records => records;

        public TaskCompletionSource Done { get; } = new();

        public bool Written { get; set; }
    }
}
