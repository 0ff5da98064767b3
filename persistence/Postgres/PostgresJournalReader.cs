using System.Runtime.CompilerServices;
using Npgsql;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Postgres;

/// <summary>
/// The ordered scan. It reads in pages, each by its own statement: one that lasted as long as a slow reader takes would
/// keep a session and hold up the server's vacuum.
/// </summary>
internal sealed class PostgresJournalReader(NpgsqlDataSource source, PostgresAddress address, string node, PostgresFence fence)
    : IJournalReader
{
    private const int Page = 5_000;

    public string PersistenceId => node;

    public async IAsyncEnumerable<StoredRecord> ReadAsync(
        long afterSeq, long throughSeq, [EnumeratorCancellation] CancellationToken cancel)
    {
        long after = afterSeq;
        Task<List<StoredRecord>> next = PageAsync(after, throughSeq, cancel);
        while (true)
        {
            List<StoredRecord> page = await next.ConfigureAwait(false);
            if (page.Count > 0)
                after = page[^1].Seq;
            bool last = page.Count < Page;
            // The server works on the next page while this one is taken apart.
            if (!last)
                next = PageAsync(after, throughSeq, cancel);
            foreach (StoredRecord record in page)
                yield return record;
            if (last)
                yield break;
        }
    }

    public Task SettleAsync(CancellationToken cancel) => fence.SettleAsync(cancel);

    private async Task<List<StoredRecord>> PageAsync(long after, long through, CancellationToken cancel)
    {
        try
        {
            return await QueryAsync(after, through, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresProblem.IsOne(e) && e is not PostgresException { SqlState: not "57P01" })
        {
            // Sessions that were idle during an outage tell of it only when they are used.
            source.Clear();
        }
        try
        {
            return await QueryAsync(after, through, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgresProblem.IsOne(e))
        {
            throw new JournalUnavailableException(PostgresProblem.Explain(e, address), e);
        }
    }

    private async Task<List<StoredRecord>> QueryAsync(long after, long through, CancellationToken cancel)
    {
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT "sequence_number", "manifest", "message" FROM "journal"
            WHERE "persistence_id" = $1 AND "sequence_number" > $2 AND "sequence_number" <= $3
            ORDER BY "sequence_number" LIMIT $4
            """);
        command.Parameters.AddWithValue(node);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(through);
        command.Parameters.AddWithValue(Page);
        List<StoredRecord> page = [];
        await using NpgsqlDataReader rows = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await rows.ReadAsync(cancel).ConfigureAwait(false))
            page.Add(new StoredRecord(rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)));
        return page;
    }
}
