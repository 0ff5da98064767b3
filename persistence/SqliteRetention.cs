using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>
/// Takes archived records out. The file does not shrink: SQLite fills the freed pages first, and giving them back would
/// rewrite the whole file while the engine waits.
/// </summary>
internal static class SqliteRetention
{
    /// <summary>Few enough that the writer waits for milliseconds.</summary>
    private const int Rows = 2_000;

    public static void Run(SqliteConnection connection, long through, CancellationToken cancel)
    {
        RetentionLimit.Check(through, Number(connection, "max") ?? 0);
        using SqliteCommand delete = connection.CreateCommand();
        delete.CommandText = """DELETE FROM "journal" WHERE "persistence_id" = $id AND "sequence_number" <= $seq""";
        delete.Parameters.AddWithValue("$id", JournalNames.PersistenceId);
        SqliteParameter seq = delete.Parameters.Add("$seq", SqliteType.Integer);
        while (Number(connection, "min") is { } first && first <= through)
        {
            cancel.ThrowIfCancellationRequested();
            seq.Value = Math.Min(first + Rows - 1, through);
            delete.ExecuteNonQuery();
        }
    }

    private static long? Number(SqliteConnection connection, string which)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = $"""SELECT {which}("sequence_number") FROM "journal" WHERE "persistence_id" = $id""";
        command.Parameters.AddWithValue("$id", JournalNames.PersistenceId);
        return command.ExecuteScalar() as long?;
    }
}
