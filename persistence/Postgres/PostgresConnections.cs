using System.Data.Common;
using LinqToDB.Interceptors;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Has each connection that the plugin opens write under the epoch of the moment.</summary>
internal sealed class PostgresConnections(PostgresFence fence) : ConnectionInterceptor
{
    public override void ConnectionOpening(ConnectionEventData eventData, DbConnection connection) =>
        connection.ConnectionString = fence.WritingAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task ConnectionOpeningAsync(
        ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken) =>
        connection.ConnectionString = await fence.WritingAsync(cancellationToken).ConfigureAwait(false);
}
