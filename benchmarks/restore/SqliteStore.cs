using Microsoft.Data.Sqlite;
using Orchestrator.Persistence;

namespace Orchestrator.Benchmarks.Restore;

internal sealed class SqliteStore : IStore
{
    public string Name => "sqlite";

    public async Task FillAsync(string root, int containers)
    {
        using SqliteJournal journal = SqliteJournal.Open(Database(root));
        await journal.ImportAsync(History.RecordsAsync(containers), CancellationToken.None);
    }

    public Task CopyAsync(string original, string root)
    {
        Directory.CreateDirectory(Path.Combine(root, "lib"));
        foreach (string end in new[] { "", "-wal" })
        {
            if (File.Exists(Database(original) + end))
                File.Copy(Database(original) + end, Database(root) + end);
        }
        return Task.CompletedTask;
    }

    public Task<long> ScanAsync(string root)
    {
        using SqliteConnection connection = new($"Data Source={Database(root)};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT "sequence_number", "manifest", "message" FROM "journal" WHERE "persistence_id" = 'node' ORDER BY "sequence_number"
            """;
        using SqliteDataReader rows = command.ExecuteReader();
        long count = 0;
        for (; rows.Read(); count++)
        {
            rows.GetInt64(0);
            rows.GetString(1);
            rows.GetFieldValue<byte[]>(2);
        }
        return Task.FromResult(count);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static string Database(string root) => Path.Combine(root, "lib", "journal.db");
}
