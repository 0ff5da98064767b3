using Npgsql;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Looks for rows that somebody else than the engine wrote; see <see cref="IJournalStore.FindOddRowAsync"/>.</summary>
internal static class PostgresOddRows
{
    public static async Task<long?> FirstAsync(NpgsqlDataSource source, string node, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand("""
            SELECT min("sequence_number") FROM "journal" WHERE "persistence_id" = $1 AND (
                "deleted" OR "identifier" IS DISTINCT FROM $2 OR coalesce("tags", '') <> '' OR "manifest" IS NULL)
            """);
        command.Parameters.AddWithValue(node);
        command.Parameters.AddWithValue(RecordSerializer.Id);
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as long?;
    }
}
