using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Tests.Audit;

public sealed class CheckpointTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("orch-audit-").FullName;
    private readonly FakeNode _node = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Daemon_FromStartToCleanStop_SignsBothEnds()
    {
        using (SqliteJournal journal = Open())
        {
            using (HeadWitness witness = await Audit(journal).OpenWitnessAsync(_ => { }, Cancel))
            await using (TestDaemon daemon = await StartAsync(journal, witness))
            {
                await daemon.SeenAsync("audit-checkpoint");
                await daemon.DoneAsync(Given.Create("web", start: true));
            }
            List<string> manifests = await ManifestsAsync(journal);
            manifests[1].ShouldBe("audit-checkpoint.v1");
            manifests[^1].ShouldBe("audit-checkpoint.v1");
            manifests.Count(name => name == "audit-checkpoint.v1").ShouldBe(2);
        }

        using SqliteJournal again = Open();
        AuditReport report = await Audit(again).VerifyAsync([], null, Cancel);
        report.Finding.ShouldBeNull();
        report.Notes.ShouldBeEmpty();
        report.VouchedThrough.ShouldBe(report.Last - 1);
        report.Keys.ShouldHaveSingleItem().Trusted.ShouldBeTrue();
    }

    [Fact]
    public async Task Daemon_AfterSoManyEvents_SignsAgain()
    {
        using SqliteJournal journal = Open();
        using HeadWitness witness = await Audit(journal).OpenWitnessAsync(_ => { }, Cancel);
        await using TestDaemon daemon = await StartAsync(journal, witness, events: 20);
        for (int i = 0; i < 45; i++)
            await daemon.DoneAsync(Given.Create($"c{i}"));
        await daemon.SeenAsync("audit-checkpoint");

        List<string> manifests = await ManifestsAsync(journal);

        manifests.Count(name => name == "audit-checkpoint.v1").ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task Daemon_WhenTheTimeIsOver_SignsOnceAndThenOnlyForNewEvents()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        using SqliteJournal journal = Open();
        using HeadWitness witness = await Audit(journal).OpenWitnessAsync(_ => { }, Cancel);
        await using TestDaemon daemon = await StartAsync(journal, witness, time: time);
        await daemon.SeenAsync("audit-checkpoint");
        for (int round = 1; round <= 3; round++)
        {
            // Nothing new: no checkpoint, however long it takes.
            time.Advance(TimeSpan.FromHours(1));
            await daemon.DoneAsync(Given.Create($"c{round}"));
            (await CheckpointsAsync(journal)).ShouldBe(round);
            await CheckpointAfterAsync(journal, time, round);
        }
    }

    [Fact]
    public async Task J03_Daemon_OnAJournalWhoseLastRowIsGone_IsToldAndMayAcceptIt()
    {
        using (SqliteJournal journal = Open())
        using (HeadWitness witness = await Audit(journal).OpenWitnessAsync(_ => { }, Cancel))
        await using (TestDaemon daemon = await StartAsync(journal, witness))
            await daemon.DoneAsync(Given.Create("web"));
        using SqliteJournal again = Open();
        long last = (await ManifestsAsync(again)).Count;
        Sql.Execute(again.DatabasePath, $"DELETE FROM journal WHERE sequence_number = {last}");

        AuditReport report = await Audit(again).VerifyAsync([], null, Cancel);
        report.Finding.ShouldNotBeNull().Seq.ShouldBe(last);
        await Should.ThrowAsync<JournalUnavailableException>(() => Audit(again).OpenWitnessAsync(_ => { }, Cancel));

        new AcceptedLoss(HeadWitness.Read(_folder), "accepted").Save(_folder);
        using HeadWitness fresh = await Audit(again).OpenWitnessAsync(_ => { }, Cancel);
        await using (TestDaemon daemon = await StartAsync(again, fresh))
            await daemon.SeenAsync("head-witness-reset");
        (await Audit(again).VerifyAsync([], fresh.Last, Cancel)).Finding.ShouldBeNull();
    }

    private SqliteJournal Open() => SqliteJournal.Open(Path.Combine(_folder, "journal.db"));

    private JournalAudit Audit(IJournalStore journal) => new(_folder, journal);

    private Task<TestDaemon> StartAsync(SqliteJournal journal, HeadWitness witness, int events = 1_000, TimeProvider? time = null) =>
        TestDaemon.StartAsync(
            _node, journal.Reader, akka => akka.AddJournal(journal), time,
            audit: new AuditServices(Audit(journal).OpenKey(), witness, "node1", events, TimeSpan.FromMinutes(10)));

    /// <summary>The alarm is set when the event before it has been passed on, which nothing shows from outside.</summary>
    private static async Task CheckpointAfterAsync(IJournalStore journal, FakeTimeProvider time, int before)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TestDaemon.Limit);
        while (await CheckpointsAsync(journal) == before)
        {
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMinutes(10));
            await Task.Yield();
        }
        (await CheckpointsAsync(journal)).ShouldBe(before + 1);
    }

    private static async Task<int> CheckpointsAsync(IJournalStore journal) =>
        (await ManifestsAsync(journal)).Count(name => name == "audit-checkpoint.v1");

    private static async Task<List<string>> ManifestsAsync(IJournalStore journal)
    {
        List<string> manifests = [];
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, Cancel))
            manifests.Add(record.Manifest);
        return manifests;
    }
}
