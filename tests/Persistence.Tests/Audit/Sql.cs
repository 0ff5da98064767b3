using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence.Tests.Audit;

/// <summary>Works on the journal's file past the engine.</summary>
internal static class Sql
{
    public static int Execute(string database, string sql)
    {
        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }
}
