using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>
/// Looks for rows that somebody else than the engine wrote. SQLite takes any type in any column, so that is looked at too.
/// <c>created</c>, <c>ordering</c> and <c>writer_uuid</c> are the plugin's and nothing depends on them.
/// </summary>
internal static class SqliteOddRows
{
    public static long? First(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT CAST(min("sequence_number") AS INTEGER) FROM "journal" WHERE "persistence_id" = $id AND (
                "deleted" <> 0 OR "identifier" IS NOT $identifier OR coalesce("tags", '') <> '' OR typeof("message") <> 'blob'
                OR typeof("manifest") <> 'text' OR typeof("sequence_number") <> 'integer')
            """;
        command.Parameters.AddWithValue("$id", JournalNames.PersistenceId);
        command.Parameters.AddWithValue("$identifier", RecordSerializer.Id);
        return command.ExecuteScalar() as long?;
    }
}
