using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence;

/// <summary>
/// Room that a full disk cannot take from the journal: free pages within the database file, and a write-ahead log that
/// already has the size at which it is emptied. With them a few thousand events can still be recorded, such as the
/// removal of what fills the disk (case R05).
/// </summary>
internal static class SqliteReserve
{
    /// <summary>As many pages as the log takes before it is copied into the file (PRAGMA wal_autocheckpoint), and some.</summary>
    public const int Bytes = 4_400_000;

    public static void Keep(SqliteConnection connection)
    {
        try
        {
            // Two transactions: pages that one takes and gives back are never written. The dropped table's stay in the file.
            Run(connection, "DROP TABLE IF EXISTS reserve");
            Run(connection, $"BEGIN; CREATE TABLE reserve(room BLOB); INSERT INTO reserve VALUES (zeroblob({Bytes})); COMMIT");
            Run(connection, "DROP TABLE reserve");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 10 or 13)
        {
            // A failing or full disk: the daemon runs, and says so with the first command that has to be recorded.
            Run(connection, "ROLLBACK", mayFail: true);
        }
    }

    private static void Run(SqliteConnection connection, string sql, bool mayFail = false)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (SqliteException) when (mayFail)
        {
            // SQLite has rolled back by itself.
        }
    }
}
