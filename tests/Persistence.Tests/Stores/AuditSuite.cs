using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Messages.Archives;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Export;

namespace Orchestrator.Persistence.Tests.Stores;

/// <summary>J03, J11 on each store: what is touched is named, what is archived or moved stays verifiable.</summary>
public abstract class AuditSuite(ITestStore store) : StoreSuite(store)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    /// <summary>A store of the other kind.</summary>
    protected abstract ITestStore Other();

    public static TheoryData<string, long> Touches() => new()
    {
        { "UPDATE journal SET manifest = 'container-renamed.v1' WHERE sequence_number = 3", 3 },
        { "UPDATE journal SET message = (SELECT message FROM journal WHERE sequence_number = 2) WHERE sequence_number = 5", 5 },
        { "UPDATE journal SET persistence_id = 'other' WHERE sequence_number = 4", 4 },
        { "UPDATE journal SET deleted = true WHERE sequence_number = 2", 2 },
        { "UPDATE journal SET identifier = 1 WHERE sequence_number = 4", 4 },
        { "UPDATE journal SET tags = 'x' WHERE sequence_number = 1", 1 },
        { "DELETE FROM journal WHERE sequence_number = 1", 1 },
        { "DELETE FROM journal WHERE sequence_number > 6", 7 },
        {
            "UPDATE journal SET sequence_number = -3 WHERE sequence_number = 3; UPDATE journal SET sequence_number = 3 WHERE sequence_number = 5;"
            + " UPDATE journal SET sequence_number = 5 WHERE sequence_number = -3",
            3
        },
    };

    [Theory]
    [MemberData(nameof(Touches))]
    public async Task J03_Verify_AfterARowWasTouched_NamesIt(string sql, long seq)
    {
        using TestFolder folder = new();
        await using (Life life = await BeginAsync(Store, folder))
        {
            await FillAsync(life);
            (await life.VerifyAsync()).Finding.ShouldBeNull();
        }

        await Store.ExecuteAsync(sql);

        using IJournalStore journal = await Store.OpenAsync();
        AuditReport report = await new JournalAudit(folder.Path, journal).VerifyAsync([], null, Cancel);
        report.Finding.ShouldNotBeNull().Seq.ShouldBe(seq, report.Finding.Problem);
    }

    [Fact]
    public async Task J11_Archive_ThenAStartWithoutSnapshot_KeepsWhatRuns()
    {
        using TestFolder folder = new();
        FakeNode node = new();
        await using (Life life = await BeginAsync(Store, folder, node))
        {
            await FillAsync(life);
            (await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 6))).Through.ShouldBe(5);
        }
        await using (Life life = await BeginAsync(Store, folder, node))
        {
            (await life.Daemon.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);
            AuditReport report = await life.VerifyAsync();
            report.Finding.ShouldBeNull();
            report.First.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Export_ThenImportIntoTheOtherKind_KeepsChainAndSignatures()
    {
        using TestFolder folder = new();
        string file = Path.Combine(folder.Path, "history.jsonl");
        AuditReport before;
        await using (Life life = await BeginAsync(Store, folder))
        {
            await FillAsync(life);
            await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 6));
            await using FileStream to = File.Create(file);
            await JournalExport.RunAsync(
                life.Audit.Reader, new ExportOrigin("node1", life.Journal.Kind, life.Audit.Keys.ReadPublic(), life.Audit.FindKey()),
                new ExportRange(), "jsonl", to, TimeProvider.System, life.Witness.Last.Seq, Cancel);
            before = await life.VerifyAsync();
        }
        using TestFolder fresh = new();
        await using ITestStore other = Other();
        using IJournalStore journal = await other.OpenAsync();

        AuditReport report = await JournalImport.RunAsync(file, journal, fresh.Path, [.. before.Keys.Select(key => key.Key)], Cancel);

        report.Head.ShouldBe(before.Head);
        report.Records.ShouldBe(before.Records);
        AuditReport after = await new JournalAudit(fresh.Path, journal).VerifyAsync([.. before.Keys.Select(key => key.Key)], null, Cancel);
        after.Finding.ShouldBeNull();
        (after.Head, after.VouchedThrough).ShouldBe((before.Head, before.VouchedThrough));
        await using TestDaemon daemon = await TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));
        (await daemon.DoneAsync(new GetReadiness())).Containers.ShouldBe(2);
    }

    private static async Task FillAsync(Life life)
    {
        await life.Daemon.SeenAsync("audit-checkpoint");
        await life.Daemon.DoneAsync(Given.Create("web", start: true));
        await life.Daemon.DoneAsync(new WaitContainer("web", WaitCondition.Running));
        await life.Daemon.DoneAsync(Given.Create("db"));
    }

    private static async Task<Life> BeginAsync(ITestStore store, TestFolder folder, FakeNode? node = null)
    {
        IJournalStore journal = await store.OpenAsync();
        JournalAudit audit = new(folder.Path, journal);
        IAuditSigner signer = audit.OpenKey();
        HeadWitness witness = await audit.OpenWitnessAsync(_ => { }, Cancel);
        TestDaemon daemon = await TestDaemon.StartAsync(
            node ?? new FakeNode(), audit.Reader, akka => akka.AddJournal(journal),
            audit: new AuditServices(signer, witness, "node1", 1_000, TimeSpan.FromMinutes(10)),
            archive: audit.Archive("node1", signer, TimeProvider.System));
        return new Life(journal, audit, witness, daemon);
    }

    private sealed record Life(IJournalStore Journal, JournalAudit Audit, HeadWitness Witness, TestDaemon Daemon) : IAsyncDisposable
    {
        public Task<AuditReport> VerifyAsync() => Audit.VerifyAsync([], Witness.Last, Cancel);

        public async ValueTask DisposeAsync()
        {
            await Daemon.DisposeAsync();
            Witness.Dispose();
            Journal.Dispose();
        }
    }

    private sealed class TestFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("orch-audit-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
