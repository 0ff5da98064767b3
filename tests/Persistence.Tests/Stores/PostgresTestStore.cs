using Npgsql;
using Orchestrator.Persistence.Postgres;

namespace Orchestrator.Persistence.Tests.Stores;

public sealed class PostgresTestStore : ITestStore
{
    private readonly Task<string> _connection = SharedPostgres.NewDatabaseAsync();

    public async Task<IJournalStore> OpenAsync() =>
        await PostgresJournal.OpenAsync(await _connection, "alpha", CancellationToken.None);

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(await _connection + ";Search Path=orch;Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public ITestStore Another() => new PostgresTestStore();

    // The databases go with their server.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
