using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence.Tests.Stores;

public sealed class SqliteTestStore : ITestStore
{
    private readonly string _folder = Directory.CreateTempSubdirectory("orch-journal-").FullName;

    public string Database => Path.Combine(_folder, "journal.db");

    public Task<IJournalStore> OpenAsync() => Task.FromResult<IJournalStore>(SqliteJournal.Open(Database));

    public Task ExecuteAsync(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public ITestStore Another() => new SqliteTestStore();

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
