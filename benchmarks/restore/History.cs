using Orchestrator.Actors.Events;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Restore;

/// <summary>
/// The journal of a busy node: ten events for each container, 64 of them at a time. Four of five are jobs of batches that
/// failed once and succeeded then; the rest were run, frozen and thawed by hand; the last twenty never ended.
/// </summary>
internal static class History
{
    private const int AtOnce = 64;
    private const int BatchSize = 1_000;
    private const int Running = 20;

    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Caller User = new(1000, "ann");
    private static readonly string Digest = "sha256:" + new string('5', 64);

    private static readonly ContainerSpec Spec = new()
    {
        Image = "busybox",
        Command = ["sh", "-c", "work --quietly && report"],
        Environment = new Dictionary<string, string> { ["LANG"] = "C.UTF-8", ["MODE"] = "batch" },
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, Pids = 32 },
        Labels = new Dictionary<string, string> { ["team"] = "blue" },
    };

    public static async IAsyncEnumerable<StoredRecord> RecordsAsync(int containers)
    {
        await Task.Yield();
        long seq = 0;
        byte[] hash = RecordCodec.FirstHash;
        foreach (Entry entry in Entries(containers))
        {
            (SealedRecord stored, JournalRecord record) = RecordCodec.Seal(entry, ++seq, Began.AddMilliseconds(seq), hash);
            hash = record.Hash;
            yield return new StoredRecord(seq, stored.Manifest, stored.Payload);
        }
    }

    private static IEnumerable<Entry> Entries(int containers)
    {
        int jobs = containers * 4 / 5;
        for (int first = 0; first < jobs; first += BatchSize)
        {
            foreach (Entry entry in Batch(first, Math.Min(BatchSize, jobs - first)))
                yield return entry;
        }
        List<IReadOnlyList<Entry>> singles = [];
        for (int i = jobs; i < containers; i++)
            singles.Add(Single(i, ends: i < containers - Running));
        foreach (Entry entry in Interleave(singles))
            yield return entry;
    }

    private static IEnumerable<Entry> Batch(int first, int count)
    {
        int number = first / BatchSize;
        Guid id = Guid.CreateVersion7(Began.AddSeconds(number));
        string name = $"nightly-{number}";
        BatchDefinition definition = new()
        {
            Name = name, Concurrency = AtOnce, Jobs = [new JobDefinition { Name = "step", Template = Spec, Count = count, Retries = 3 }],
        };
        yield return new Entry(new BatchSubmitted(id, name, definition), User, "batch submit", Batch: name);
        foreach (Entry entry in Interleave([.. Enumerable.Range(0, count).Select(i => Member(id, name, first, i))]))
            yield return entry;
        yield return new Entry(new BatchEnded(id, BatchPhase.Succeeded), Caller.Engine, $"batch {name}", Batch: name);
    }

    private static IReadOnlyList<Entry> Member(Guid batch, string batchName, int first, int index)
    {
        Guid id = Guid.CreateVersion7(Began.AddMilliseconds(index));
        string name = $"{batchName}.step.{index}";
        string cause = $"batch {batchName}";
        return
        [
            Of(new ContainerCreated(name, Spec, Prepared(first + index), false, new JobRef(batch, batchName, "step", index))),
            Of(new ContainerStartRequested(1, ByPolicy: false)),
            Of(new ContainerStarted(1, Init(index), Began)),
            Of(Exited(1, ExitStatus.Exited(1))),
            Of(new JobRetryScheduled(batch, "step", index, 2, TimeSpan.FromSeconds(1))) with { ContainerId = null, Container = null },
            Of(new ContainerStartRequested(2, ByPolicy: false)),
            Of(new ContainerStarted(2, Init(index), Began)),
            Of(Exited(2, ExitStatus.Exited(0))),
            Of(new JobEnded(batch, "step", index, MemberPhase.Succeeded, null)) with { ContainerId = null, Container = null },
            Of(new ContainerUpdated(Spec.Resources)),
        ];

        Entry Of(IEvent what) => new(what, User, cause, id, name, batchName);
    }

    private static IReadOnlyList<Entry> Single(int number, bool ends)
    {
        string name = $"web-{number}";
        Guid id = Guid.CreateVersion7(Began);
        return
        [
            Of(new ContainerCreated(name, Spec, Prepared(number), false, null), "run"),
            Of(new ContainerStartRequested(1, ByPolicy: false), "run"),
            Of(new ContainerStarted(1, Init(1), Began), "run"),
            Of(new ContainerFreezeRequested(1, "maintenance", null, "container"), "freeze"),
            Of(new ContainerFrozen(1, TimeSpan.FromMilliseconds(2)), "the kernel says so"),
            Of(new ContainerThawRequested(1), "thaw"),
            Of(new ContainerThawed(1, TimeSpan.FromMilliseconds(1)), "the kernel says so"),
            Of(new ContainerUpdateRequested(Spec.Resources), "update"),
            Of(new ContainerUpdated(Spec.Resources), "the kernel's answer"),
            ends ? Of(Exited(1, ExitStatus.Exited(0)), "its init ended") : Of(new ContainerSignalRequested(1, 1), "kill"),
        ];

        Entry Of(IEvent what, string cause) => new(what, User, cause, id, name);
    }

    // A node has 32,752 ranges of ids: further containers share the host's.
    private static PreparedContainer Prepared(int number) =>
        number < 30_000 ? new(((uint)number << 16) + (1 << 20), 65_536, Digest) : new(0, 0, Digest);

    private static InitIdentity Init(int index) => new(1_000 + index, (ulong)index, "4b1c9c0e-6c2f-4c9e-9d3e-0f2f6f1f2a3b");

    private static ContainerExited Exited(int attempt, ExitStatus status) => new(
        attempt, status, Began, new ResourceUsage(1_234, null, 1 << 20, 4_096, 8_192, null, 3, 0), 0, null);

    /// <summary>Event by event of as many as run at once, then the next ones.</summary>
    private static IEnumerable<Entry> Interleave(IReadOnlyList<IReadOnlyList<Entry>> lives)
    {
        foreach (IReadOnlyList<Entry>[] wave in lives.Chunk(AtOnce))
        {
            for (int step = 0; step < wave[0].Count; step++)
            {
                foreach (IReadOnlyList<Entry> life in wave)
                    yield return life[step];
            }
        }
    }
}
