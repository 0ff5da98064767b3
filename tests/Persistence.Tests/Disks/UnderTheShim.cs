using System.Text;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>What <see cref="ShimmedProcess"/> runs; explicit, so that it runs nowhere else.</summary>
public sealed class UnderTheShim
{
    private const int Eio = 5;
    private const int Enospc = 28;
    private const int Edquot = 122;

    private static string Database => Path.Combine(ShimmedProcess.Watched, "journal.db");

    /// <summary>
    /// Writes like a busy daemon: one order after the other, then many at once, over several checkpoints, with syncs that
    /// fail now and then. Each acknowledgement, and with a <c>!</c> each refusal, goes to the file <c>acks</c> at once, and
    /// so into the log.
    /// </summary>
    [Fact(Explicit = true)]
    public async Task Write()
    {
        using DiskFaults faults = new(ShimmedProcess.Watched);
        await using FileStream acks = new(Path.Combine(ShimmedProcess.Watched, "acks"), FileMode.Create, FileAccess.Write, FileShare.Read, 0);
        using SqliteJournal journal = SqliteJournal.Open(Database);
        await using TestDaemon daemon = await TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));
        for (int i = 0; i < 200; i++)
        {
            if (i % 40 == 20)
                faults.Set(DiskCall.Sync, i % 80 == 20 ? DiskFile.Wal : DiskFile.Database, Eio, 1);
            await CreateAsync($"one-{i}");
        }
        faults.Clear();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            for (int i = 0; i < 20; i++)
                await CreateAsync($"many-{worker}-{i}");
        }));

        async Task CreateAsync(string name)
        {
            for (int attempt = 0; ; attempt++)
            {
                Reply<ContainerView> reply = await daemon.AskAsync(Given.Create($"{name}-{attempt}", start: true));
                bool refused = reply.Refusal is { Kind: RefusalKind.Unavailable };
                lock (acks)
                    acks.Write(Encoding.ASCII.GetBytes($"{(refused ? "!" : "")}{name}-{attempt}\n"));
                if (refused)
                    continue;
                reply.Refusal.ShouldBeNull();
                return;
            }
        }
    }

    [Theory(Explicit = true)]
    [InlineData(DiskCall.Write, Enospc)]
    [InlineData(DiskCall.Write, Edquot)]
    [InlineData(DiskCall.Write, Eio)]
    [InlineData(DiskCall.Sync, Enospc)]
    [InlineData(DiskCall.Sync, Edquot)]
    [InlineData(DiskCall.Sync, Eio)]
    public async Task Fail(DiskCall call, int errno)
    {
        foreach (string old in Directory.GetFiles(ShimmedProcess.Watched, "journal.db*"))
            File.Delete(old);
        using DiskFaults faults = new(ShimmedProcess.Watched);
        FakeNode node = new();
        using SqliteJournal journal = SqliteJournal.Open(Database);
        await using (TestDaemon daemon = await TestDaemon.StartAsync(node, journal.Reader, akka => akka.AddJournal(journal)))
        {
            await daemon.DoneAsync(Given.Create("web", start: true));

            // Once: the very next call would succeed, and may not be taken for the one that failed.
            faults.Set(call, DiskFile.Wal, errno, 1);
            (await daemon.RefusedAsync(Given.Create("once"))).Kind.ShouldBe(RefusalKind.Unavailable);
            await UntilWorksAsync(daemon, "between");

            // The one that meets the failing sync waits: whether it counts can only be said once the disk works again.
            faults.Set(call, DiskFile.Wal, errno, -1);
            Task<Reply<ContainerView>> first = daemon.AskAsync(Given.Create("first"));
            while ((await daemon.DoneAsync(new GetReadiness())).JournalProblem is null)
                await Task.Yield();
            for (int i = 0; i < 5; i++)
                (await daemon.RefusedAsync(Given.Create($"never-{i}"))).Kind.ShouldBe(RefusalKind.Unavailable);
            node.Alive.ShouldBe(1);
            (await daemon.DoneAsync(new ListContainers())).Select(view => view.Name).ShouldBe(["web", "between"], ignoreOrder: true);

            faults.Clear();
            long began = TimeProvider.System.GetTimestamp();
            await UntilWorksAsync(daemon, "after");
            (await first).Refusal.ShouldNotBeNull().Kind.ShouldBe(RefusalKind.Unavailable);
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        }

        await using TestDaemon next = await TestDaemon.StartAsync(node, journal.Reader, akka => akka.AddJournal(journal));
        (await next.DoneAsync(new ListContainers())).Select(view => view.Name).ShouldBe(["web", "between", "after"], ignoreOrder: true);
    }

    private static async Task UntilWorksAsync(TestDaemon daemon, string name)
    {
        Reply<ContainerView> reply;
        do
            reply = await daemon.AskAsync(Given.Create(name));
        while (reply.Refusal is { Kind: RefusalKind.Unavailable });
        reply.Refusal.ShouldBeNull();
    }
}
