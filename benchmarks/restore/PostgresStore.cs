using Npgsql;
using Orchestrator.Persistence.Postgres;
using Orchestrator.Tests.Postgres;

namespace Orchestrator.Benchmarks.Restore;

/// <summary>A server of its own; each root has a database there, named in its configuration.</summary>
internal sealed class PostgresStore(PostgresServer server) : IStore
{
    private const string Node = "bench";

    public string Name => "postgres";

    public static async Task<PostgresStore> StartAsync() => new(await PostgresServer.StartAsync());

    public async Task FillAsync(string root, int containers)
    {
        string connection = await server.NewDatabaseAsync();
        Configure(root, connection);
        await using PostgresJournal journal = await PostgresJournal.OpenAsync(connection, Node, CancellationToken.None);
        await journal.ImportAsync(History.RecordsAsync(containers), CancellationToken.None);
        await server.SqlAsync(Database(connection), "VACUUM ANALYZE");
    }

    public async Task CopyAsync(string original, string root)
    {
        string from = Connection(original);
        string name = "c" + Guid.NewGuid().ToString("N")[..12];
        await server.SqlAsync("postgres", $"CREATE DATABASE {name} TEMPLATE {Database(from)}");
        Configure(root, from.Replace($"Database={Database(from)}", $"Database={name}", StringComparison.Ordinal));
    }

    public async Task<long> ScanAsync(string root)
    {
        await using NpgsqlConnection connection = new(Connection(root) + ";Search Path=orch;Pooling=false");
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(
            $"""SELECT "sequence_number", "manifest", "message" FROM "journal" WHERE "persistence_id" = '{Node}' ORDER BY "sequence_number" """,
            connection);
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync();
        long count = 0;
        for (; await rows.ReadAsync(); count++)
        {
            rows.GetInt64(0);
            rows.GetString(1);
            rows.GetFieldValue<byte[]>(2);
        }
        return count;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private static void Configure(string root, string connection)
    {
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        string file = Path.Combine(root, "etc", "orch.yaml");
        File.WriteAllText(file, $"journal:\n  store: postgres\n  node: {Node}\n  connection: \"{connection}\"\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static string Connection(string root) =>
        File.ReadLines(Path.Combine(root, "etc", "orch.yaml")).Last().Split('"')[1];

    private static string Database(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;
}
