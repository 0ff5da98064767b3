using System.Globalization;
using System.Text;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Messages.Containers;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests.Stores;

public abstract class ImportSuite(ITestStore store) : StoreSuite(store)
{
    [Fact]
    public async Task Import_IntoAnEmptyJournal_KeepsTheChain()
    {
        using IJournalStore from = await LivedAsync();
        await using ITestStore other = Store.Another();
        using IJournalStore to = await other.OpenAsync();

        await to.ImportAsync(from.Reader.ReadAsync(0, long.MaxValue, default), default);

        (await TextAsync(to)).ShouldBe(await TextAsync(from));
        await using TestDaemon daemon = await StartAsync(to);
        await daemon.DoneAsync(Given.Create("later"));
        (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Import_IntoAJournalWithRecords_IsRefused()
    {
        using IJournalStore from = await LivedAsync();
        await using ITestStore other = Store.Another();
        using IJournalStore to = await LivedAsync(other);
        List<string> before = await TextAsync(to);

        await Should.ThrowAsync<InvalidOperationException>(
            () => to.ImportAsync(from.Reader.ReadAsync(0, long.MaxValue, default), default));

        (await TextAsync(to)).ShouldBe(before);
    }

    [Fact]
    public async Task Import_WithAGap_LeavesNothing()
    {
        using IJournalStore from = await LivedAsync();
        await using ITestStore other = Store.Another();
        using IJournalStore to = await other.OpenAsync();

        InvalidDataException problem = await Should.ThrowAsync<InvalidDataException>(
            () => to.ImportAsync(Without(3, from.Reader), default));

        problem.Message.ShouldBe("Record 4 follows record 2. Nothing was imported.");
        (await TextAsync(to)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_ThatBeginsAfterAnArchive_KeepsItsNumbers()
    {
        using IJournalStore from = await LivedAsync();
        await using ITestStore other = Store.Another();
        using IJournalStore to = await other.OpenAsync();

        await to.ImportAsync(from.Reader.ReadAsync(3, long.MaxValue, default), default);

        (await TextAsync(to)).ShouldBe((await TextAsync(from)).Skip(3));
    }

    [Fact]
    public async Task Read_OfManyPages_GivesEveryRecordInOrder()
    {
        using IJournalStore journal = await Store.OpenAsync();
        await journal.ImportAsync(Made(12_345), default);

        List<long> all = await SeqsAsync(journal, 0, long.MaxValue);
        List<long> some = await SeqsAsync(journal, 4_999, 10_000);

        all.ShouldBe(Enumerable.Range(1, 12_345).Select(seq => (long)seq));
        some.ShouldBe(Enumerable.Range(5_000, 5_001).Select(seq => (long)seq));
    }

    [Fact]
    public async Task RemoveThrough_WhileTheEngineWrites_KeepsTheRestAndTheNumbering()
    {
        List<string> kept;
        using (IJournalStore journal = await LivedAsync())
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(new GetReadiness());
            List<string> before = await TextAsync(journal);
            Task<ContainerView[]> work = Task.WhenAll(Enumerable.Range(0, 200).Select(i => daemon.DoneAsync(Given.Create($"d{i}", start: true))));

            await journal.RemoveThroughAsync(before.Count - 1, default);

            await work;
            kept = await TextAsync(journal);
            kept[0].ShouldBe(before[^1]);
        }

        using IJournalStore again = await Store.OpenAsync();
        List<string> left = await TextAsync(again);
        left.ShouldBe(kept);
        long newest = long.Parse(left[^1].Split(' ')[0], CultureInfo.InvariantCulture);
        left.Count.ShouldBe((int)(newest - long.Parse(left[0].Split(' ')[0], CultureInfo.InvariantCulture) + 1));
        ArgumentOutOfRangeException refusal = await Should.ThrowAsync<ArgumentOutOfRangeException>(() => again.RemoveThroughAsync(newest, default));
        refusal.Message.ShouldContain($"The newest record is {newest}");
        (await TextAsync(again)).ShouldBe(left);
    }

    private static async IAsyncEnumerable<StoredRecord> Without(long seq, IJournalReader reader)
    {
        await foreach (StoredRecord record in reader.ReadAsync(0, long.MaxValue, default))
        {
            if (record.Seq != seq)
                yield return record;
        }
    }

    private static async IAsyncEnumerable<StoredRecord> Made(int count)
    {
        await Task.Yield();
        for (int seq = 1; seq <= count; seq++)
            yield return new StoredRecord(seq, "container-started.v1", Encoding.UTF8.GetBytes($"record {seq}"));
    }

    private static async Task<List<long>> SeqsAsync(IJournalStore journal, long after, long through)
    {
        List<long> seqs = [];
        await foreach (StoredRecord record in journal.Reader.ReadAsync(after, through, default))
        {
            Encoding.UTF8.GetString(record.Payload.Span).ShouldBe($"record {record.Seq}");
            seqs.Add(record.Seq);
        }
        return seqs;
    }
}
