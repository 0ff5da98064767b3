using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence;

/// <summary>
/// After a failed sync a whole transaction may stand in the write-ahead log that SQLite counts as rolled back, until the
/// next one overwrites it. A process that died in between would find it carried out. So it is overwritten before anybody
/// is told that it was not.
/// </summary>
internal static class SqliteSettlement
{
    /// <exception cref="SqliteException">The disk still fails; it is not settled.</exception>
    public static void Run(SqliteConnection connection)
    {
        if (SqliteWal.Read(connection.DataSource + "-wal").CommittedFrames > KnownFrames(connection))
            SqliteWalOwner.Touch(connection);
    }

    private static long KnownFrames(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(NOOP)";
        using SqliteDataReader row = command.ExecuteReader();
        row.Read();
        return row.GetInt64(1);
    }
}
