using Npgsql;
using NpgsqlTypes;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Fills an empty journal in one transaction.</summary>
internal static class PostgresImport
{
    public static async Task RunAsync(
        NpgsqlConnection connection, string node, IAsyncEnumerable<StoredRecord> records, CancellationToken cancel)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (NpgsqlCommand any = new("""SELECT EXISTS (SELECT 1 FROM "journal" WHERE "persistence_id" = $1)""", connection))
        {
            any.Parameters.AddWithValue(node);
            if (await any.ExecuteScalarAsync(cancel).ConfigureAwait(false) is true)
                throw new InvalidOperationException($"The journal of node '{node}' in PostgreSQL is not empty.");
        }
        long created = TimeProvider.System.GetUtcNow().UtcTicks;
        string writer = Guid.NewGuid().ToString("N");
        await using (NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(
            """
            COPY "journal" ("created", "deleted", "persistence_id", "sequence_number", "message", "manifest", "identifier", "writer_uuid")
            FROM STDIN (FORMAT BINARY)
            """,
            cancel).ConfigureAwait(false))
        {
            await foreach (StoredRecord record in ImportOrder.Checked(records, cancel).ConfigureAwait(false))
            {
                await copy.StartRowAsync(cancel).ConfigureAwait(false);
                await copy.WriteAsync(created, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(false, NpgsqlDbType.Boolean, cancel).ConfigureAwait(false);
                await copy.WriteAsync(node, NpgsqlDbType.Varchar, cancel).ConfigureAwait(false);
                await copy.WriteAsync(record.Seq, NpgsqlDbType.Bigint, cancel).ConfigureAwait(false);
                await copy.WriteAsync(record.Payload.ToArray(), NpgsqlDbType.Bytea, cancel).ConfigureAwait(false);
                await copy.WriteAsync(record.Manifest, NpgsqlDbType.Varchar, cancel).ConfigureAwait(false);
                await copy.WriteAsync(RecordSerializer.Id, NpgsqlDbType.Integer, cancel).ConfigureAwait(false);
                await copy.WriteAsync(writer, NpgsqlDbType.Varchar, cancel).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancel).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancel).ConfigureAwait(false);
    }
}
