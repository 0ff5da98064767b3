using Npgsql;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Takes archived records out.</summary>
internal static class PostgresRetention
{
    private const int Rows = 5_000;

    public static async Task RunAsync(NpgsqlConnection connection, string node, long through, CancellationToken cancel)
    {
        RetentionLimit.Check(through, await NumberAsync(connection, node, "max", cancel).ConfigureAwait(false) ?? 0);
        while (await NumberAsync(connection, node, "min", cancel).ConfigureAwait(false) is { } first && first <= through)
        {
            await using NpgsqlCommand delete = new(
                """DELETE FROM "journal" WHERE "persistence_id" = $1 AND "sequence_number" <= $2""", connection);
            delete.Parameters.AddWithValue(node);
            delete.Parameters.AddWithValue(Math.Min(first + Rows - 1, through));
            await delete.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
        }
    }

    private static async Task<long?> NumberAsync(NpgsqlConnection connection, string node, string which, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            $"""SELECT {which}("sequence_number") FROM "journal" WHERE "persistence_id" = $1""", connection);
        command.Parameters.AddWithValue(node);
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as long?;
    }
}
