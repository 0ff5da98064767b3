using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Actors.Tests.Batches;

/// <summary>V01: the daemon is killed at every record of a batch's life; the next one ends the batch.</summary>
public sealed class CrashTests
{
    private const int Members = 4;

    public enum Cut
    {
        /// <summary>The record is on disk and nothing else happened.</summary>
        AtTheRecord,

        /// <summary>The record's effects happened and nothing of them was recorded.</summary>
        AfterItsEffects,
    }

    public static TheoryData<int, Cut> EveryRecord()
    {
        TheoryData<int, Cut> data = [];
        // 1 engine start, 1 submission, 5 for each member and 1 retry with 3 more, 1 end.
        for (int record = 1; record <= 1 + 1 + (5 * Members) + 4 + 1; record++)
        {
            data.Add(record, Cut.AtTheRecord);
            data.Add(record, Cut.AfterItsEffects);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryRecord))]
    public async Task Kill_AtEveryRecord_EveryAttemptRunsOnce(int record, Cut cut)
    {
        // Member 1 fails its first attempt: a retry is part of the story.
        FakeNode node = new() { Payload = order => order is { Attempt: 1, Name: "b.j.1" } ? 1 : 0 };
        JournalDisk disk = new();
        TaskCompletionSource dead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TestDaemon first = await TestDaemon.StartAsync(node, disk);
        disk.BeforeWrite = after =>
        {
            if (disk.Highest >= record)
            {
                first.Runtime.Cut();
                dead.TrySetResult();
                throw new IOException("the daemon is dead");
            }
        };
        disk.AfterWrite = after =>
        {
            if (after < record || cut == Cut.AfterItsEffects)
                return;
            first.Runtime.Cut();
            dead.TrySetResult();
            throw new IOException("the daemon is dead");
        };
        BatchDefinition batch = BatchTests.Batch(
            BatchTests.Job("j") with { Count = Members, Retries = 1, Backoff = TimeSpan.FromMilliseconds(1) });
        Task<Orchestrator.Actors.Messages.Reply<BatchView>> submitted =
            first.AskAsync(new SubmitBatch(Given.User, "test", batch));
        await Task.WhenAny(dead.Task, Ended(first));
        await first.KillAsync();
        disk.BeforeWrite = disk.AfterWrite = _ => { };

        await using TestDaemon next = await TestDaemon.StartAsync(node, disk);
        await next.DoneAsync(new GetReadiness());
        if ((await next.DoneAsync(new ListBatches())).Count == 0)
        {
            // Its submission was never acknowledged.
            (submitted.IsCompletedSuccessfully && (await submitted).IsDone).ShouldBeFalse();
            await next.DoneAsync(new SubmitBatch(Given.User, "test", batch));
        }
        BatchView ended = await next.DoneAsync(new WaitBatch("b"));

        ended.State.ShouldBe(BatchPhase.Succeeded);
        ended.Jobs.Select(job => job.Attempts).ShouldBe([1, 2, 1, 1]);
        node.Starts.Count.ShouldBe(Members + 1);
        node.Starts.Values.ShouldAllBe(starts => starts == 1);
        node.Alive.ShouldBe(0);
        JournalChain.Check(disk.Records);
    }

    private static async Task Ended(TestDaemon daemon)
    {
        while (!(await daemon.AskAsync(new WaitBatch("b"))).IsDone)
            await Task.Yield();
    }
}
