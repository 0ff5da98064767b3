using Orchestrator.Persistence.Tests.Stores;
using Orchestrator.Tests.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Orchestrator.Persistence.Tests.Stores;

/// <summary>One server for all tests that do not stop it; started when the first needs it.</summary>
public sealed class SharedPostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.StartAsync());

    internal static Task<PostgresServer> ServerAsync() => Server.Value;

    public static async Task<string> NewDatabaseAsync() => await (await Server.Value).NewDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
            await (await Server.Value).DisposeAsync();
    }
}
