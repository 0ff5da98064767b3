using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Orchestrator.Actors;
using Orchestrator.Actors.Archives;
using Orchestrator.Actors.Audit;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Archives;
using Orchestrator.Actors.Messages.Batches;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;
using Orchestrator.Isolation.Runtime;
using Orchestrator.Persistence.Audit;
using Orchestrator.Persistence.Tests.Audit;

namespace Orchestrator.Persistence.Tests.Archives;

/// <summary>J11: records leave the journal, and the history stays whole and verifiable.</summary>
public sealed class ArchiveTests : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("orch-archive-").FullName;
    private readonly FakeNode _node = new();

    private string ArchiveFolder => Path.Combine(_folder, "archive");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task J11_Archive_ThenAStartWithoutSnapshot_KeepsLiveContainersAndBatches(bool takeArchivesAway)
    {
        Dictionary<long, string> before;
        await using (Life life = await BeginAsync())
        {
            await FillAsync(life.Daemon);
            before = await HistoryAsync(life.Audit);
            ArchiveView moved = await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40));
            (moved.First, moved.Through).ShouldBe((1, 39));
            (await FirstInTableAsync(life.Journal)).ShouldBe(40);
            moved = await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 55));
            (moved.First, moved.Through).ShouldBe((40, 54));
            (await life.VerifyAsync()).Finding.ShouldBeNull();
        }
        if (takeArchivesAway)
        {
            foreach (string file in Directory.GetFiles(ArchiveFolder, "*.jsonl.gz"))
                File.Delete(file);
        }

        await using (Life life = await BeginAsync())
        {
            (await life.Daemon.DoneAsync(new GetReadiness())).Adopted.ShouldBe(4);
            (await life.Daemon.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);
            (await life.Daemon.DoneAsync(new GetBatch("b"))).Counts.Running.ShouldBe(3);
            AuditReport report = await life.VerifyAsync();
            report.Finding.ShouldBeNull();
            report.Archives.Select(archive => archive.IsThere).ShouldBe([!takeArchivesAway, !takeArchivesAway]);
            report.First.ShouldBe(takeArchivesAway ? 55 : 1);
            Dictionary<long, string> after = await HistoryAsync(life.Audit);
            foreach ((long seq, string hash) in before.Where(row => !takeArchivesAway || row.Key >= 55))
                after[seq].ShouldBe(hash);
            for (int i = 0; i < 3; i++)
                _node.Exit((await life.Daemon.DoneAsync(new GetContainer($"b.j.{i}"))).Id, ExitStatus.Exited(0));
            (await life.Daemon.DoneAsync(new WaitBatch("b"))).State.ShouldBe(BatchPhase.Succeeded);
        }
    }

    [Fact]
    public async Task Archive_WhenTheDaemonEndsBeforeTheRowsAreRemoved_IsFinishedByTheNext()
    {
        await using (Life life = await BeginAsync(archive => new BrokenRemoval(archive)))
        {
            await FillAsync(life.Daemon);
            (await life.Daemon.RefusedAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40))).Reason.ShouldContain("cut");
            (await FirstInTableAsync(life.Journal)).ShouldBe(1);
            (await life.VerifyAsync()).Finding.ShouldBeNull();
        }

        await using (Life life = await BeginAsync())
        {
            using CancellationTokenSource limit = new(TestDaemon.Limit);
            while (await FirstInTableAsync(life.Journal) != 40)
                limit.Token.ThrowIfCancellationRequested();
            (await life.VerifyAsync()).Finding.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(10, 20)]
    [InlineData(38, 39)]
    [InlineData(38, 41)]
    [InlineData(39, 40)]
    [InlineData(45, 50)]
    public async Task Read_OfAnyRange_IsAsIfNothingHadLeft(long after, long through)
    {
        await using Life life = await BeginAsync();
        await FillAsync(life.Daemon);
        await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40));

        List<long> seen = [];
        await foreach (StoredRecord record in life.Audit.Reader.ReadAsync(after, through, Cancel))
            seen.Add(record.Seq);

        seen.ShouldBe(Enumerable.Range((int)after + 1, (int)(through - after)).Select(seq => (long)seq));
    }

    [Fact]
    public async Task Archive_WhenTheDaemonEndsBeforeItIsRecorded_IsMadeAgain()
    {
        await using Life life = await BeginAsync();
        await FillAsync(life.Daemon);
        await new ArchiveWork(life.Archive, life.Audit.Reader).PrepareAsync(1, 39, Cancel);
        (await FirstInTableAsync(life.Journal)).ShouldBe(1);
        (await life.VerifyAsync()).Finding.ShouldBeNull();

        (await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40))).Through.ShouldBe(39);

        (await life.VerifyAsync()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Archive_BeforeATime_MovesWhatIsOlder()
    {
        await using Life life = await BeginAsync();
        await FillAsync(life.Daemon);

        ArchiveView none = await life.Daemon.DoneAsync(
            new ArchiveJournal(Given.User, "test", BeforeTime: TimeProvider.System.GetUtcNow().AddDays(-1)));
        ArchiveView all = await life.Daemon.DoneAsync(
            new ArchiveJournal(Given.User, "test", BeforeTime: TimeProvider.System.GetUtcNow().AddDays(1)));

        none.File.ShouldBeNull();
        all.First.ShouldBe(1);
        (await FirstInTableAsync(life.Journal)).ShouldBe(all.Through + 1);
        (await life.VerifyAsync()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task Retain_OnceRecordsAreOldEnough_MovesThemByItself()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
        await using Life life = await BeginAsync(time: time, retain: TimeSpan.FromDays(10));
        await FillAsync(life.Daemon);
        long old = life.Witness.Last.Seq;
        time.Advance(TimeSpan.FromDays(10));
        await life.Daemon.DoneAsync(Given.Create("young"));
        (await FirstInTableAsync(life.Journal)).ShouldBe(1);

        using CancellationTokenSource limit = new(TestDaemon.Limit);
        time.Advance(TimeSpan.FromDays(2));
        while (await FirstInTableAsync(life.Journal) == 1)
        {
            limit.Token.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromMinutes(1));
        }

        (await life.VerifyAsync()).Finding.ShouldBeNull();
        List<string> left = [];
        await foreach (StoredRecord record in life.Journal.Reader.ReadAsync(0, long.MaxValue, Cancel))
            left.Add($"{record.Seq} {RecordCodec.Read(record).Container}");
        left.ShouldContain(text => text.EndsWith(" young", StringComparison.Ordinal));
        left.ShouldAllBe(text => long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) > old);
    }

    [Fact]
    public async Task J11_Verify_AfterAnArchiveWasTouched_NamesARecordOfIt()
    {
        await using Life life = await BeginAsync();
        await FillAsync(life.Daemon);
        ArchiveView moved = await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40));
        string file = Path.Combine(ArchiveFolder, moved.File!);
        byte[] whole = await File.ReadAllBytesAsync(file, Cancel);
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 60; round++)
        {
            byte[] touched = [.. whole];
            int at = random.Next(whole.Length);
            touched[at] ^= (byte)(1 << random.Next(8));
            if (round % 10 == 9)
                touched = touched[..at];
            await File.WriteAllBytesAsync(file, touched, Cancel);

            AuditReport report = await life.VerifyAsync();

            report.Finding.ShouldNotBeNull($"seed {seed}, round {round}, byte {at}").Seq.ShouldBeInRange(1, 40);
        }
        await File.WriteAllBytesAsync(file, whole, Cancel);
        (await life.VerifyAsync()).Finding.ShouldBeNull();
    }

    [Fact]
    public async Task J11_Verify_WhenRowsAreRemovedThatNoArchiveHolds_NamesTheFirst()
    {
        await using Life life = await BeginAsync();
        await FillAsync(life.Daemon);
        await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40));
        Sql.Execute(life.Journal.DatabasePath, "DELETE FROM journal WHERE sequence_number < 45");

        (await life.VerifyAsync()).Finding.ShouldNotBeNull().Seq.ShouldBe(40);

        File.Delete(Directory.GetFiles(ArchiveFolder, "*.jsonl.gz")[0]);
        (await life.VerifyAsync()).Finding.ShouldNotBeNull().Seq.ShouldBe(1);
    }

    [Fact]
    public async Task Start_WithABaseThatWasTouched_TakesTheArchives()
    {
        await using (Life life = await BeginAsync())
        {
            await FillAsync(life.Daemon);
            await life.Daemon.DoneAsync(new ArchiveJournal(Given.User, "test", BeforeSeq: 40));
        }
        string file = Directory.GetFiles(ArchiveFolder, "*.base")[0];
        await File.WriteAllTextAsync(
            file, (await File.ReadAllTextAsync(file, Cancel)).Replace("\"web\"", "\"wob\"", StringComparison.Ordinal), Cancel);

        await using (Life life = await BeginAsync())
            (await life.Daemon.DoneAsync(new GetContainer("web"))).State.ShouldBe(ContainerPhase.Running);

        File.Delete(Directory.GetFiles(ArchiveFolder, "*.jsonl.gz")[0]);
        await using (Life life = await BeginAsync())
            (await life.Daemon.RefusedAsync(new GetReadiness())).Reason.ShouldContain("record 1 is missing");
    }

    /// <summary>One container and a batch of three that live, and others that came and went.</summary>
    private async Task FillAsync(TestDaemon daemon)
    {
        await daemon.SeenAsync("audit-checkpoint");
        await daemon.DoneAsync(Given.Create("web", start: true));
        await daemon.DoneAsync(new SubmitBatch(Given.User, "test", new BatchDefinition
        {
            Name = "b",
            Concurrency = 3,
            Jobs = [new JobDefinition { Name = "j", Template = Given.Spec, Count = 3 }],
        }));
        await daemon.DoneAsync(new WaitContainer("b.j.2", WaitCondition.Running).Soon(daemon));
        for (int i = 0; i < 30; i++)
        {
            await daemon.DoneAsync(Given.Create($"c{i}"));
            await daemon.DoneAsync(new RemoveContainer(Given.User, "test", $"c{i}"));
        }
    }

    private static async Task<long> FirstInTableAsync(IJournalStore journal)
    {
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, Cancel))
            return record.Seq;
        return 0;
    }

    private static async Task<Dictionary<long, string>> HistoryAsync(JournalAudit audit)
    {
        Dictionary<long, string> history = [];
        await foreach (StoredRecord record in audit.Reader.ReadAsync(0, long.MaxValue, Cancel))
            history.Add(record.Seq, Convert.ToHexString(record.Payload.Span[..RecordCodec.HashLength]));
        return history;
    }

    private async Task<Life> BeginAsync(
        Func<IJournalArchive, IJournalArchive>? wrap = null, TimeProvider? time = null, TimeSpan? retain = null)
    {
        SqliteJournal journal = SqliteJournal.Open(Path.Combine(_folder, "journal.db"));
        JournalAudit audit = new(_folder, journal);
        IAuditSigner signer = audit.OpenKey();
        HeadWitness witness = await audit.OpenWitnessAsync(_ => { }, Cancel);
        IJournalArchive archive = audit.Archive("node1", signer, TimeProvider.System);
        TestDaemon daemon = await TestDaemon.StartAsync(
            _node, audit.Reader, akka => akka.AddJournal(journal), time, new OrchestratorOptions { JournalRetain = retain },
            audit: new AuditServices(signer, witness, "node1", 1_000, TimeSpan.FromMinutes(10)),
            archive: wrap is null ? archive : wrap(archive));
        return new Life(journal, audit, witness, archive, daemon);
    }

    private sealed record Life(
        SqliteJournal Journal, JournalAudit Audit, HeadWitness Witness, IJournalArchive Archive, TestDaemon Daemon) : IAsyncDisposable
    {
        public Task<AuditReport> VerifyAsync() => Audit.VerifyAsync([], Witness.Last, Cancel);

        public async ValueTask DisposeAsync()
        {
            await Daemon.DisposeAsync();
            Witness.Dispose();
            Journal.Dispose();
        }
    }

    private sealed class BrokenRemoval(IJournalArchive inner) : IJournalArchive
    {
        public Task<long?> FirstInJournalAsync(CancellationToken cancel) => inner.FirstInJournalAsync(cancel);

        public bool MayHold(long seq) => inner.MayHold(seq);

        public Task<ArchivedFile> WriteAsync(long first, long through, byte[] hashBefore, CancellationToken cancel) =>
            inner.WriteAsync(first, through, hashBefore, cancel);

        public ArchivedFile WriteBase(long through, ReadOnlySpan<byte> content) => inner.WriteBase(through, content);

        public ArchivedBase? ReadBase(long firstInJournal) => inner.ReadBase(firstInJournal);

        public Task RemoveThroughAsync(long through, CancellationToken cancel) => Task.FromException(new IOException("cut"));
    }
}
