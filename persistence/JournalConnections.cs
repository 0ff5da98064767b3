using System.Data.Common;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence;

/// <summary>
/// Sets up each connection that the plugin opens, and yields before: Microsoft.Data.Sqlite works synchronously, and
/// without the yield the plugin's stream would write one row per transaction instead of gathering.
/// </summary>
internal sealed class JournalConnections(Func<long?> maxPages, Func<string?> damage) : ConnectionInterceptor
{
    public override async Task ConnectionOpeningAsync(
        ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (damage() is { } problem)
            throw new JournalUnavailableException(problem);
    }

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) =>
        SetUp((SqliteConnection)connection, maxPages());

    public override Task ConnectionOpenedAsync(
        ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        SetUp((SqliteConnection)connection, maxPages());
        return Task.CompletedTask;
    }

    /// <summary>synchronous=FULL: in WAL mode anything less may lose acknowledged commits at a power cut (sqlite.org/pragma.html).</summary>
    public static void SetUp(SqliteConnection connection, long? maxPages)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;"
            + (maxPages is { } pages ? $" PRAGMA max_page_count={pages};" : "");
        command.ExecuteNonQuery();
    }
}
