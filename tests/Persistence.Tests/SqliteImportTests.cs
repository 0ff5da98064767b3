using System.Globalization;
using Orchestrator.Actors.Journal;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests;

public sealed class SqliteImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Import_IntoAnEmptyJournal_KeepsTheChain()
    {
        using IJournalStore from = await LivedAsync("from.db");
        using IJournalStore to = Open("to.db");

        await to.ImportAsync(from.Reader.ReadAsync(0, long.MaxValue, default), default);

        (await TextAsync(to)).ShouldBe(await TextAsync(from));
        await using TestDaemon daemon = await StartAsync(to);
        await daemon.DoneAsync(Given.Create("later"));
        (await daemon.Events.VerifyAsync(default)).Problem.ShouldBeNull();
    }

    [Fact]
    public async Task Import_IntoAJournalWithRecords_IsRefused()
    {
        using IJournalStore from = await LivedAsync("from.db");
        using IJournalStore to = await LivedAsync("to.db");
        List<string> before = await TextAsync(to);

        await Should.ThrowAsync<InvalidOperationException>(
            () => to.ImportAsync(from.Reader.ReadAsync(0, long.MaxValue, default), default));

        (await TextAsync(to)).ShouldBe(before);
    }

    [Fact]
    public async Task Import_WithAGap_LeavesNothing()
    {
        using IJournalStore from = await LivedAsync("from.db");
        using IJournalStore to = Open("to.db");

        InvalidDataException problem = await Should.ThrowAsync<InvalidDataException>(
            () => to.ImportAsync(Without(3, from.Reader), default));

        problem.Message.ShouldBe("Record 4 follows record 2. Nothing was imported.");
        (await TextAsync(to)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_ThatBeginsAfterAnArchive_KeepsItsNumbers()
    {
        using IJournalStore from = await LivedAsync("from.db");
        using IJournalStore to = Open("to.db");

        await to.ImportAsync(from.Reader.ReadAsync(3, long.MaxValue, default), default);

        (await TextAsync(to)).ShouldBe((await TextAsync(from)).Skip(3));
    }

    [Fact]
    public async Task RemoveThrough_OfOldRecords_KeepsTheRestAndTheNumbering()
    {
        using (IJournalStore journal = await LivedAsync("journal.db"))
        {
            List<string> all = await TextAsync(journal);

            await journal.RemoveThroughAsync(all.Count - 1, default);

            (await TextAsync(journal)).ShouldBe([all[^1]]);
            await Should.ThrowAsync<ArgumentOutOfRangeException>(() => journal.RemoveThroughAsync(all.Count, default));
        }
    }

    private static async IAsyncEnumerable<StoredRecord> Without(long seq, IJournalReader reader)
    {
        await foreach (StoredRecord record in reader.ReadAsync(0, long.MaxValue, default))
        {
            if (record.Seq != seq)
                yield return record;
        }
    }

    private async Task<IJournalStore> LivedAsync(string file)
    {
        IJournalStore journal = Open(file);
        await using TestDaemon daemon = await StartAsync(journal);
        for (int i = 0; i < 5; i++)
            await daemon.DoneAsync(Given.Create($"c{i}"));
        return journal;
    }

    private SqliteJournal Open(string file) => SqliteJournal.Open(Path.Combine(_folder, file));

    private static Task<TestDaemon> StartAsync(IJournalStore journal) =>
        TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));

    private static async Task<List<string>> TextAsync(IJournalStore journal)
    {
        List<string> text = [];
        await foreach (StoredRecord record in journal.Reader.ReadAsync(0, long.MaxValue, default))
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{record.Seq} {record.Manifest} {Convert.ToHexString(record.Payload.Span)}"));
        return text;
    }
}
