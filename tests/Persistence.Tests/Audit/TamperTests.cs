using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;
using Orchestrator.Persistence.Audit;

namespace Orchestrator.Persistence.Tests.Audit;

/// <summary>J03: whatever is done to a row, at random, is found and named. The seed is printed with a failure.</summary>
public sealed class TamperTests : IDisposable
{
    private const int Count = 203;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly string _folder = Directory.CreateTempSubdirectory("orch-tamper-").FullName;
    private readonly MadeJournal _made = MadeJournal.Of(Count);

    private string Database => Path.Combine(_folder, "journal.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> Ways() =>
    [
        "flip a byte of the content", "flip a byte of the manifest", "delete", "delete the last", "delete a run", "swap two",
        "swap two contents with their manifests", "repeat at the end", "insert and renumber", "give another number",
        "give to another writer", "mark as deleted", "another serializer", "tag", "turn the content to text", "half a number",
        "forge without the key", "sign with another key",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task J03_Verify_AfterARowWasTouched_NamesTheFirstBadRecord(string way)
    {
        await PrepareAsync();
        byte[] pristine = await File.ReadAllBytesAsync(Database, Cancel);
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 12; round++)
        {
            await File.WriteAllBytesAsync(Database, pristine, Cancel);

            long expected = Touch(way, random);

            using SqliteJournal journal = SqliteJournal.Open(Database);
            AuditReport report = await new JournalAudit(_folder, journal).VerifyAsync([], null, Cancel);
            string story = $"{way}, seed {seed}, round {round}";
            report.Finding.ShouldNotBeNull(story);
            report.Finding.Seq.ShouldBe(expected, $"{story}: {report.Finding.Problem}");
            report.Records.ShouldBeLessThanOrEqualTo(Count + 1, story);
        }
    }

    [Fact]
    public async Task Verify_OfWhatNobodyTouched_IsSound()
    {
        await PrepareAsync();

        using SqliteJournal journal = SqliteJournal.Open(Database);
        AuditReport report = await new JournalAudit(_folder, journal).VerifyAsync([], null, Cancel);

        report.Finding.ShouldBeNull();
        report.Records.ShouldBe(Count);
        report.VouchedThrough.ShouldBe(199);
        report.Notes.ShouldHaveSingleItem().ShouldContain("3 records after the last checkpoint");
    }

    private async Task PrepareAsync()
    {
        using SqliteJournal journal = SqliteJournal.Open(Database);
        await journal.ImportAsync(_made.ReadAsync(0, long.MaxValue, Cancel), Cancel);
        using (HeadWitness witness = await new JournalAudit(_folder, journal).OpenWitnessAsync(_ => { }, Cancel))
            witness.Adopt(Count, Convert.ToHexStringLower(_made.Records[^1].Payload.Span[..RecordCodec.HashLength]));
        await File.WriteAllTextAsync(Path.Combine(_folder, "audit.pub"), MadeJournal.Key.Public.Pem, Cancel);
        Sql.Execute(Database, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <returns>The record that must be named.</returns>
    private long Touch(string way, Random random)
    {
        long n = random.Next(1, Count + 1);
        long other = random.Next(1, Count + 1);
        StoredRecord record = _made.Records[(int)n - 1];
        switch (way)
        {
            case "flip a byte of the content":
                byte[] payload = record.Payload.ToArray();
                payload[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
                return Set(n, "message", payload);
            case "flip a byte of the manifest":
                char[] manifest = record.Manifest.ToCharArray();
                manifest[random.Next(manifest.Length)] ^= (char)(1 << random.Next(5));
                return Set(n, "manifest", new string(manifest));
            case "delete":
                Run("DELETE FROM journal WHERE sequence_number = $n", ("$n", n));
                return n;
            case "delete the last":
                Run("DELETE FROM journal WHERE sequence_number > $n", ("$n", Count - 1 - n % 30));
                return Count - n % 30;
            case "delete a run":
                Run("DELETE FROM journal WHERE sequence_number BETWEEN $n AND $n + 9", ("$n", n));
                return n;
            case "swap two" or "swap two contents with their manifests":
                if (n == other)
                    other = n % Count + 1;
                StoredRecord second = _made.Records[(int)other - 1];
                if (way == "swap two")
                {
                    // By their numbers, past a third one: the column is unique.
                    Run("UPDATE journal SET sequence_number = -1 WHERE sequence_number = $n", ("$n", n));
                    Run("UPDATE journal SET sequence_number = $n WHERE sequence_number = $o", ("$n", n), ("$o", other));
                    Run("UPDATE journal SET sequence_number = $o WHERE sequence_number = -1", ("$o", other));
                }
                else
                {
                    Set(n, "message", second.Payload.ToArray());
                    Set(n, "manifest", second.Manifest);
                    Set(other, "message", record.Payload.ToArray());
                    Set(other, "manifest", record.Manifest);
                }
                return Math.Min(n, other);
            case "repeat at the end":
                Insert(Count + 1, record);
                return Count + 1;
            case "insert and renumber":
                Run("UPDATE journal SET sequence_number = -sequence_number WHERE sequence_number > $n", ("$n", n));
                Run("UPDATE journal SET sequence_number = 1 - sequence_number WHERE sequence_number < 0");
                Insert(n + 1, record);
                return n + 1;
            case "give another number":
                return Set(n, "sequence_number", Count + random.Next(1, 9));
            case "give to another writer":
                return Set(n, "persistence_id", "nodf");
            case "mark as deleted":
                return Set(n, "deleted", 1);
            case "another serializer":
                return Set(n, "identifier", 27_182 ^ (1 << random.Next(8)));
            case "tag":
                return Set(n, "tags", "x");
            case "turn the content to text":
                Run("UPDATE journal SET message = CAST(message AS TEXT) WHERE sequence_number = $n", ("$n", n));
                return n;
            case "half a number":
                Run(
                    "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, 0, 'node', $n, $m, $x, 27182)",
                    ("$n", n + 0.5), ("$m", record.Payload.ToArray()), ("$x", record.Manifest));
                return n < Count ? n : Count;
            case "forge without the key":
                // From there on a whole new chain, whose checkpoints bear the signatures of the old one.
                Replace(MadeJournal.Of(Count, cause: "forged", checkpointEvery: 0), n);
                // One that is forged from its beginning fits itself: only who remembers its last record tells.
                return n == 1 ? Count : n;
            default:
                Replace(MadeJournal.Of(Count, cause: "forged", key: AuditKey.Of(new byte[32])), 1);
                return 10;
        }
    }

    private long Set(long seq, string column, object value)
    {
        Run($"UPDATE journal SET {column} = $v WHERE sequence_number = $n", ("$v", value), ("$n", seq));
        return seq;
    }

    private void Insert(long seq, StoredRecord record) => Run(
        "INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier) VALUES (0, 0, 'node', $n, $m, $x, 27182)",
        ("$n", seq), ("$m", record.Payload.ToArray()), ("$x", record.Manifest));

    private void Replace(MadeJournal by, long from)
    {
        foreach (StoredRecord record in by.Records.Skip((int)from - 1))
        {
            Set(record.Seq, "message", record.Payload.ToArray());
            Set(record.Seq, "manifest", record.Manifest);
        }
    }

    private void Run(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=OFF; " + sql;
        foreach ((string name, object value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
