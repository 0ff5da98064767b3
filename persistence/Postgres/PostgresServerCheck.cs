using Npgsql;

namespace Orchestrator.Persistence.Postgres;

/// <summary>A server that would lose what it has confirmed, or cannot write, is refused before anything runs.</summary>
internal static class PostgresServerCheck
{
    /// <returns>The setting of synchronous_commit for writes: the server's own where it is at least <c>on</c>.</returns>
    /// <exception cref="JournalUnavailableException">The server will not do.</exception>
    public static async Task<string> RunAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT current_setting('server_version_num')::int, pg_is_in_recovery(), current_setting('fsync'),
                current_setting('synchronous_commit')
            """,
            connection);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        await row.ReadAsync(cancel).ConfigureAwait(false);
        string server = $"PostgreSQL at {address.Place}";
        if (row.GetInt32(0) < 120_000)
            throw new JournalUnavailableException($"{server} is {connection.PostgreSqlVersion}; the journal needs version 12 or later.");
        if (row.GetBoolean(1))
            throw new JournalUnavailableException($"{server} is a standby and read-only. Name the primary in journal.connection.");
        if (row.GetString(2) != "on")
            throw new JournalUnavailableException(
                $"{server} runs with fsync=off: a power cut would lose events that were acknowledged. Turn it on in postgresql.conf.");
        // postgresql.org/docs/current/runtime-config-wal.html: the others confirm before the record is safe.
        return row.GetString(3) is "remote_apply" ? "remote_apply" : "on";
    }
}
