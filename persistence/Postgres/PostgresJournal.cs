using Akka.Hosting;
using LinqToDB;
using LinqToDB.Data;
using LinqToDB.DataProvider.PostgreSQL;
using Npgsql;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Postgres;

/// <summary>The journal of one node in a database that several nodes may share.</summary>
public sealed class PostgresJournal : IJournalStore, IAsyncDisposable
{
    // One write at a time: the records are a chain, and a later part of it must not become durable before an earlier
    // one. Throughput comes from gathering while a write is under way.
    private const string Writing = """
        batch-size = 2000
        parallelism = 1
        db-round-trip-max-batch-size = 2000
        """;

    private readonly PostgresAddress _address;
    private readonly PostgresFence _fence;
    private readonly NpgsqlDataSource _reading;
    private readonly string _node;

    private PostgresJournal(PostgresAddress address, string node, PostgresFence fence)
    {
        _address = address;
        _node = node;
        _fence = fence;
        _reading = NpgsqlDataSource.Create(address.For($"orchd read {node}", "", pooled: true));
        Reader = new PostgresJournalReader(_reading, address, node, fence);
    }

    public string Kind => "postgres";

    public string Place => _address.Place;

    public IJournalReader Reader { get; }

    /// <param name="connection">Npgsql's connection string, or a <c>postgres://</c> address.</param>
    /// <param name="node">The node's name in the database; no other daemon may use it at the same time.</param>
    /// <exception cref="JournalUnavailableException">It cannot be reached or used, or another daemon writes it.</exception>
    public static async Task<PostgresJournal> OpenAsync(string connection, string node, CancellationToken cancel)
    {
        PostgresAddress address = PostgresAddress.Parse(connection);
        try
        {
            return new PostgresJournal(address, node, await PostgresFence.TakeAsync(address, node, cancel).ConfigureAwait(false));
        }
        catch (Exception e) when (PostgresProblem.IsOne(e))
        {
            throw new JournalUnavailableException(PostgresProblem.Explain(e, address), e);
        }
    }

    public void Configure(AkkaConfigurationBuilder builder) => JournalPlugin.Add(
        builder,
        new DataOptions()
            // Not UsePostgreSQL(), which leaves out the name that the plugin looks for; and a version, so that the server
            // is not asked for it: what is used of it, all have.
            .UseConnectionString(ProviderName.PostgreSQL95, _address.For("orchd", "", pooled: true))
            .WithOptions<PostgreSQLOptions>(options => options with { BulkCopyType = BulkCopyType.ProviderSpecific })
            .UseInterceptor(new PostgresConnections(_fence)),
        ProviderName.PostgreSQL95,
        Writing);

    public Task<long?> FindOddRowAsync(CancellationToken cancel) => PostgresOddRows.FirstAsync(_reading, _node, cancel);

    public async Task ImportAsync(IAsyncEnumerable<StoredRecord> records, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await ConnectAsync(cancel).ConfigureAwait(false);
        await PostgresImport.RunAsync(connection, _node, records, cancel).ConfigureAwait(false);
    }

    public async Task RemoveThroughAsync(long seq, CancellationToken cancel)
    {
        await using NpgsqlConnection connection = await ConnectAsync(cancel).ConfigureAwait(false);
        await PostgresRetention.RunAsync(connection, _node, seq, cancel).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _fence.DisposeAsync().ConfigureAwait(false);
        await _reading.DisposeAsync().ConfigureAwait(false);
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancel)
    {
        NpgsqlConnection connection = new(await _fence.WritingAsync(cancel).ConfigureAwait(false));
        await connection.OpenAsync(cancel).ConfigureAwait(false);
        return connection;
    }
}
