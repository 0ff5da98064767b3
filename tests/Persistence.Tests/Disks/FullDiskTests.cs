using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Spec;
using Orchestrator.Persistence.Postgres;
using Orchestrator.Tests.Postgres;

namespace Orchestrator.Persistence.Tests.Disks;

/// <summary>Case J02 with a real ENOSPC: commands are refused, nothing acknowledged is lost, work goes on by itself.</summary>
public sealed class FullDiskTests
{
    private readonly FakeNode _node = new();

    [Fact(Timeout = 120_000)]
    public async Task J02_DiskOfSqliteFull_RefusesAndGoesOnOnceThereIsRoom()
    {
        using TinyDisk disk = TinyDisk.Mount(16);
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(disk.Folder, "journal.db"));

        await CheckAsync(journal, disk, () => Task.CompletedTask);
    }

    [Fact(Timeout = 120_000)]
    public async Task R05_ReserveOfSqlite_RecordsOnADiskWithoutAByte()
    {
        using TinyDisk disk = TinyDisk.Mount(32);
        using SqliteJournal journal = SqliteJournal.Open(Path.Combine(disk.Folder, "journal.db"), reserve: true);
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            disk.Fill(free: 0);
            for (int i = 0; i < 300; i++)
                await daemon.DoneAsync(Given.Create($"c{i}", start: true));
            for (int i = 0; i < 300; i++)
                await daemon.DoneAsync(new RemoveContainer(Given.User, "test", $"c{i}", Force: true));
            (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        }
        await using TestDaemon next = await StartAsync(journal);
        (await next.DoneAsync(new ListContainers())).ShouldBeEmpty();
    }

    [Fact]
    public void E17_Journal_IsTheOwnersAlone()
    {
        using ScratchFolder folder = new();
        string file = Path.Combine(folder.Path, "journal.db");
        File.WriteAllBytes(file, []);
        File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);

        using SqliteJournal journal = SqliteJournal.Open(file, reserve: true);

        foreach (string path in Directory.GetFiles(folder.Path, "journal.db").Concat(Directory.GetFiles(folder.Path, "journal.db-*")))
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, path);
    }

    [Fact(Timeout = 180_000)]
    public async Task J02_DiskOfPostgresTablesFull_RefusesAndGoesOnOnceThereIsRoom()
    {
        using TinyDisk disk = TinyDisk.Mount(96);
        using ScratchFolder wal = new();
        await using PostgresServer server = await PostgresServer.StartAsync(NewFolder(disk), wal.Path);
        using PostgresJournal journal = await PostgresJournal.OpenAsync(await server.NewDatabaseAsync(), "alpha", default);

        await CheckAsync(journal, disk, () => Task.CompletedTask);
    }

    [Fact(Timeout = 180_000)]
    public async Task J02_DiskOfPostgresWalFull_RefusesAndGoesOnOnceItRunsAgain()
    {
        using TinyDisk disk = TinyDisk.Mount(24);
        await using PostgresServer server = await PostgresServer.StartAsync(data: null, wal: NewFolder(disk));
        using PostgresJournal journal = await PostgresJournal.OpenAsync(await server.NewDatabaseAsync(), "alpha", default);

        // A server that cannot write its log ends itself, and has to be started again by whoever looks after it.
        await CheckAsync(journal, disk, async () =>
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
            while (!server.HasEnded && !await server.IsReadyAsync())
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
            if (server.HasEnded)
                await server.StartAgainAsync();
        });
    }

    private static string NewFolder(TinyDisk disk) => Directory.CreateDirectory(Path.Combine(disk.Folder, "postgres")).FullName;

    private async Task CheckAsync(IJournalStore journal, TinyDisk disk, Func<Task> recover)
    {
        // Random, so that no database presses it together.
        Random random = new(1);
        List<string> acknowledged = [];
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("web", start: true));
            disk.Fill(free: 256 << 10);
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(100));
            Task<Reply<ContainerView>> waiting = Task.FromResult(new Reply<ContainerView>());
            string last = "";
            Refusal? refusal = null;
            for (int i = 0; refusal is null; i++)
            {
                i.ShouldBeLessThan(10_000);
                ContainerSpec spec = Given.Spec with { Labels = new Dictionary<string, string> { ["noise"] = Convert.ToBase64String(Noise(random)) } };
                waiting = daemon.Fleet.RequestAsync(Given.Create($"c{i}", spec), limit.Token);
                while (!waiting.IsCompleted && (await daemon.DoneAsync(new GetReadiness())).JournalProblem is null)
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
                // Where the outcome is not known yet, the order waits for it; whoever comes now is told at once.
                last = $"c{i}";
                refusal = waiting.IsCompleted ? (await waiting).Refusal : await daemon.RefusedAsync(Given.Create("never"));
                if (refusal is null)
                    acknowledged.Add(last);
            }
            refusal.Kind.ShouldBe(RefusalKind.Unavailable);
            _node.Alive.ShouldBe(1);
            (await daemon.DoneAsync(new ListContainers())).Select(view => view.Name).ShouldBe(["web", .. acknowledged], ignoreOrder: true);

            disk.Free();
            await recover();
            long began = TimeProvider.System.GetTimestamp();
            Reply<ContainerView> later;
            do
                later = await daemon.AskAsync(Given.Create("later"));
            while (later.Refusal is { Kind: RefusalKind.Unavailable });
            later.Refusal.ShouldBeNull();
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30));
            if ((await waiting).Refusal is null)
                acknowledged.Add(last);
            (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
        }

        await using TestDaemon next = await StartAsync(journal);
        (await next.DoneAsync(new ListContainers())).Select(view => view.Name).ShouldBe(["web", .. acknowledged, "later"], ignoreOrder: true);
    }

    private static byte[] Noise(Random random)
    {
        byte[] noise = new byte[6_000];
        random.NextBytes(noise);
        return noise;
    }

    private Task<TestDaemon> StartAsync(IJournalStore journal) =>
        TestDaemon.StartAsync(_node, journal.Reader, akka => akka.AddJournal(journal));
}
