using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>
/// The ordered scan. It reads in pages, each by its own short statement: a long one would keep the WAL from being
/// checkpointed for as long as a slow reader takes.
/// </summary>
internal sealed class SqliteJournalReader(string connectionString) : IJournalReader
{
    private const int Page = 1_000;

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Microsoft.Data.Sqlite is synchronous: whoever asks is not to be held up by the first page.
        await Task.Yield();
        long after = afterSeq;
        List<StoredRecord> page = new(Page);
        do
        {
            cancel.ThrowIfCancellationRequested();
            page.Clear();
            Read(after, throughSeq, page);
            foreach (StoredRecord record in page)
            {
                after = record.Seq;
                yield return record;
            }
        }
        while (page.Count == Page);
    }

    public async Task SettleAsync(CancellationToken cancel)
    {
        await Task.Yield();
        using SqliteConnection connection = new(connectionString);
        connection.Open();
        JournalConnections.SetUp(connection, maxPages: null);
        SqliteSettlement.Run(connection);
    }

    private void Read(long after, long through, List<StoredRecord> page)
    {
        using SqliteConnection connection = new(connectionString);
        try
        {
            Read(connection, after, through, page);
        }
        catch (SqliteException e)
        {
            throw new JournalUnavailableException(SqliteProblem.Explain(connection.DataSource, e), e);
        }
    }

    private static void Read(SqliteConnection connection, long after, long through, List<StoredRecord> page)
    {
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT "sequence_number", "manifest", "message" FROM "journal"
            WHERE "persistence_id" = $id AND "sequence_number" > $after AND "sequence_number" <= $through
            ORDER BY "sequence_number" LIMIT $limit
            """;
        command.Parameters.AddWithValue("$id", JournalNames.PersistenceId);
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$through", through);
        command.Parameters.AddWithValue("$limit", Page);
        using SqliteDataReader rows = command.ExecuteReader();
        while (rows.Read())
            page.Add(new StoredRecord(rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)));
    }
}
