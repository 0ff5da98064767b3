using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>Fills an empty journal in one transaction.</summary>
internal static class SqliteImport
{
    public static async Task RunAsync(
        SqliteConnection connection, IAsyncEnumerable<StoredRecord> records, CancellationToken cancel)
    {
        using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        using (SqliteCommand any = connection.CreateCommand())
        {
            any.CommandText = """SELECT EXISTS (SELECT 1 FROM "journal")""";
            if (any.ExecuteScalar() is not 0L)
                throw new InvalidOperationException($"The journal {connection.DataSource} is not empty.");
        }
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO "journal"
                ("created", "deleted", "persistence_id", "sequence_number", "message", "manifest", "identifier", "writer_uuid")
            VALUES ($created, 0, $id, $seq, $message, $manifest, $identifier, $writer)
            """;
        insert.Parameters.AddWithValue("$created", TimeProvider.System.GetUtcNow().UtcTicks);
        insert.Parameters.AddWithValue("$id", JournalNames.PersistenceId);
        insert.Parameters.AddWithValue("$identifier", RecordSerializer.Id);
        insert.Parameters.AddWithValue("$writer", Guid.NewGuid().ToString("N"));
        SqliteParameter seq = insert.Parameters.Add("$seq", SqliteType.Integer);
        SqliteParameter message = insert.Parameters.Add("$message", SqliteType.Blob);
        SqliteParameter manifest = insert.Parameters.Add("$manifest", SqliteType.Text);
        insert.Prepare();
        await foreach (StoredRecord record in ImportOrder.Checked(records, cancel).ConfigureAwait(false))
        {
            seq.Value = record.Seq;
            message.Value = record.Payload.ToArray();
            manifest.Value = record.Manifest;
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
    }
}
