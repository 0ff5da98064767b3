using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Messages;
using Orchestrator.Actors.Messages.Fleets;
using Orchestrator.Actors.Tests.Fakes;

namespace Orchestrator.Persistence.Tests;

/// <summary>A damaged file is named when it is opened, with the way to recover; nothing hangs and nothing is repaired.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-journal-").FullName;

    private string Database => Path.Combine(_folder, "journal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Timeout = 60_000)]
    [InlineData(0, 16)]
    [InlineData(8_192, 4_096)]
    [InlineData(8_192, 8)]
    [InlineData(40_960, 4_096)]
    public async Task J03_Open_OfAFileWithOverwrittenBytes_IsRefusedAndLeftAsItIs(int offset, int length)
    {
        await LiveAsync(Database, 100);
        using (FileStream file = new(Database, FileMode.Open))
        {
            file.Position = offset;
            file.Write(Enumerable.Repeat((byte)0xA5, length).ToArray());
        }
        byte[] before = await File.ReadAllBytesAsync(Database);

        JournalUnavailableException problem = Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database));

        problem.Message.ShouldStartWith($"The journal {Database} is damaged (");
        problem.Message.ShouldContain("put back a copy");
        problem.Message.ShouldNotContain("\n");
        (await File.ReadAllBytesAsync(Database)).ShouldBe(before);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(0.9)]
    [InlineData(0.5)]
    [InlineData(0.01)]
    public async Task J03_Open_OfATruncatedFile_IsRefused(double part)
    {
        await LiveAsync(Database, 100);
        using (FileStream file = new(Database, FileMode.Open))
            file.SetLength((long)(file.Length * part));

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database)).Message.ShouldContain("is damaged");
    }

    [Fact(Timeout = 60_000)]
    public async Task J03_Open_BesideTheLogOfAnotherDatabase_IsRefusedAndReadsNothingOfIt()
    {
        string other = Path.Combine(_folder, "other.db");
        await LiveAsync(Database, 20);
        await LiveAsync(other, 10);
        using (SqliteJournal journal = SqliteJournal.Open(other))
        await using (TestDaemon daemon = await StartAsync(journal))
        {
            await daemon.DoneAsync(Given.Create("unfinished"));
            // As after a kill: the log is not folded in yet.
            File.Copy(other + "-wal", Database + "-wal");
        }
        byte[] before = await File.ReadAllBytesAsync(Database);

        JournalUnavailableException problem = Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database));

        problem.Message.ShouldContain($"{Database} has beside it the write-ahead log of another database ({Database}-wal)");
        (await File.ReadAllBytesAsync(Database)).ShouldBe(before);
        File.Delete(Database + "-wal");
        using SqliteJournal mended = SqliteJournal.Open(Database);
        await using TestDaemon next = await StartAsync(mended);
        (await next.DoneAsync(new GetReadiness())).Containers.ShouldBe(20);
    }

    [Fact(Timeout = 60_000)]
    public async Task J03_Open_OfWhatIsNoDatabase_IsRefused()
    {
        await File.WriteAllTextAsync(Database, string.Concat(Enumerable.Repeat("not a database at all. ", 1_000)));

        Should.Throw<JournalUnavailableException>(() => SqliteJournal.Open(Database)).Message.ShouldContain("is damaged");
    }

    [Fact(Timeout = 60_000)]
    public async Task J03_DamageInALargeFile_EndsTheWritingOnceItIsFound()
    {
        await LiveAsync(Database, 20);
        long page = RootPage("sqlite_autoindex_journal_metadata_1");
        using (FileStream file = new(Database, FileMode.Open))
        {
            // Of a table that the engine does not read.
            file.Position = (page - 1) * 4096;
            file.Write(Enumerable.Repeat((byte)0xFF, 64).ToArray());
        }

        using SqliteJournal journal = SqliteJournal.Open(Database, maxPages: null, checkedAtStart: 0);
        await journal.Checked!;
        await using TestDaemon daemon = await StartAsync(journal);

        Refusal refusal = (await daemon.AskAsync(Given.Create("late"))).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldContain("damaged");
    }

    private long RootPage(string name)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT rootpage FROM sqlite_schema WHERE name = '{name}'";
        return (long)command.ExecuteScalar()!;
    }

    private static async Task LiveAsync(string database, int containers)
    {
        using SqliteJournal journal = SqliteJournal.Open(database);
        await using TestDaemon daemon = await StartAsync(journal);
        await Task.WhenAll(Enumerable.Range(0, containers).Select(i => daemon.DoneAsync(Given.Create($"c{i}"))));
    }

    private static Task<TestDaemon> StartAsync(SqliteJournal journal) =>
        TestDaemon.StartAsync(new FakeNode(), journal.Reader, akka => akka.AddJournal(journal));
}
