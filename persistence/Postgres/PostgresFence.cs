using System.Globalization;
using Npgsql;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence.Postgres;

/// <summary>
/// Sees to one writer for each node. A session of its own holds an advisory lock for as long as the daemon lives, and
/// the row in journal_writer holds an epoch that each taking of the lock raises. Whoever writes names its epoch, and a
/// trigger refuses all but the newest: the lock tells early and names the holder, the epoch makes sure.
/// </summary>
internal sealed class PostgresFence : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>A killed daemon's session ends when the server notices; the next daemon waits so long for that.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _life = new();
    private readonly SemaphoreSlim _session = new(1);
    private readonly PostgresAddress _address;
    private readonly string _node;
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private NpgsqlConnection _connection;
    private string _commit = "on";
    private long _epoch;
    private Task _watch = Task.CompletedTask;
    private volatile string? _lost;
    private volatile PostgresWriting _writing = new("", null, new TaskCompletionSource());

    private PostgresFence(PostgresAddress address, string node)
    {
        _address = address;
        _node = node;
        _connection = NewSession();
    }

    private string Holder => string.Create(
        CultureInfo.InvariantCulture, $"pid {Environment.ProcessId} on {Environment.MachineName}");

    private string SessionName => $"orchd lock {_id} {_node}";

    /// <exception cref="JournalUnavailableException">Another daemon has it.</exception>
    public static async Task<PostgresFence> TakeAsync(PostgresAddress address, string node, CancellationToken cancel)
    {
        PostgresFence fence = new(address, node);
        NpgsqlConnection connection = fence._connection;
        try
        {
            await connection.OpenAsync(cancel).ConfigureAwait(false);
            fence._commit = await PostgresServerCheck.RunAsync(connection, address, cancel).ConfigureAwait(false);
            await PostgresSchema.EnsureAsync(connection, address.Schema, cancel).ConfigureAwait(false);
            long began = TimeProvider.System.GetTimestamp();
            while (!await fence.TryLockAsync(cancel).ConfigureAwait(false))
            {
                if (TimeProvider.System.GetElapsedTime(began) > Patience)
                    throw new JournalUnavailableException(
                        $"Another daemon ({await fence.HolderAsync(cancel).ConfigureAwait(false)}) writes the journal of node '{node}' "
                        + $"in PostgreSQL at {address.Place}. Stop that one, or give this one a name of its own in journal.node.");
                await Task.Delay(Pause, TimeProvider.System, cancel).ConfigureAwait(false);
            }
            await fence.RaiseAsync(first: true, cancel).ConfigureAwait(false);
        }
        catch
        {
            await fence.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        fence._watch = fence.WatchAsync();
        return fence;
    }

    /// <summary>The connection string under which may be written now; waits a little while there is none.</summary>
    /// <exception cref="JournalUnavailableException">There is none; the message says why.</exception>
    /// <exception cref="JournalLostException">There will never be one again.</exception>
    public async Task<string> WritingAsync(CancellationToken cancel)
    {
        if (_lost is { } lost)
            throw new JournalLostException(lost);
        PostgresWriting writing = _writing;
        if (writing.Problem is null)
            return writing.ConnectionString;
        try
        {
            await writing.Changed.Task.WaitAsync(Patience, TimeProvider.System, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
        }
        if (_lost is { } gone)
            throw new JournalLostException(gone);
        writing = _writing;
        return writing.Problem is null ? writing.ConnectionString : throw new JournalUnavailableException(writing.Problem);
    }

    /// <summary>
    /// Ends the epoch, which waits for every write that has begun: afterwards none that was given up can still become
    /// durable.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancel)
    {
        await WritingAsync(cancel).ConfigureAwait(false);
        await _session.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            await RaiseAsync(first: false, cancel).ConfigureAwait(false);
        }
        catch (JournalLostException e)
        {
            await GiveUpAsync(e).ConfigureAwait(false);
            throw;
        }
        catch (Exception e) when (PostgresProblem.IsOne(e) || e is InvalidOperationException)
        {
            Lose(PostgresProblem.Explain(e, _address));
            throw new JournalUnavailableException(_writing.Problem!);
        }
        finally
        {
            _session.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Forget();
        await _connection.DisposeAsync().ConfigureAwait(false);
        _life.Dispose();
        _session.Dispose();
    }

    private async Task WatchAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(_writing.Problem is null ? Beat : Pause, TimeProvider.System, _life.Token).ConfigureAwait(false);
                await _session.WaitAsync(_life.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            try
            {
                if (_lost is not null)
                    return;
                if (_writing.Problem is null)
                    await ProbeAsync(_life.Token).ConfigureAwait(false);
                else
                    await TakeAgainAsync(_life.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_life.IsCancellationRequested)
            {
                return;
            }
            catch (JournalLostException e)
            {
                await GiveUpAsync(e).ConfigureAwait(false);
                return;
            }
            catch (JournalUnavailableException e)
            {
                Lose(e.Message);
            }
            catch (Exception e) when (PostgresProblem.IsOne(e) || e is InvalidOperationException)
            {
                Lose(PostgresProblem.Explain(e, _address));
            }
            finally
            {
                _session.Release();
            }
        }
    }

    private async Task TakeAgainAsync(CancellationToken cancel)
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        _connection = NewSession();
        await _connection.OpenAsync(cancel).ConfigureAwait(false);
        await EndOldSessionAsync(cancel).ConfigureAwait(false);
        if (!await TryLockAsync(cancel).ConfigureAwait(false))
        {
            if (await EpochAsync(cancel).ConfigureAwait(false) != _epoch)
                throw Overtaken();
            throw new JournalUnavailableException(
                $"Another daemon ({await HolderAsync(cancel).ConfigureAwait(false)}) is about to take over the journal of node '{_node}' "
                + $"in PostgreSQL at {_address.Place}.");
        }
        await RaiseAsync(first: false, cancel).ConfigureAwait(false);
    }

    private JournalLostException Overtaken() => new(
        $"Another daemon has taken over the journal of node '{_node}' in PostgreSQL at {_address.Place}, so what this one knows is out "
        + "of date. Stop one of them; then restart this daemon, or give it a name of its own in journal.node.");

    /// <summary>The session goes, so that the lock is free for whoever is the writer now.</summary>
    private async Task GiveUpAsync(JournalLostException lost)
    {
        _lost = lost.Message;
        Lose(lost.Message);
        _writing.Changed.TrySetResult();
        await _connection.DisposeAsync().ConfigureAwait(false);
    }

    private void Lose(string problem)
    {
        PostgresWriting before = _writing;
        // Those who wait for a change of a state that was bad before go on waiting for the same.
        _writing = before.Problem is null
            ? new PostgresWriting("", problem, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            : before with { Problem = problem };
    }

    private async Task RaiseAsync(bool first, CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            first
                ? """
                  INSERT INTO "journal_writer" AS w ("persistence_id", "epoch", "holder", "since") VALUES ($1, 1, $3, now())
                  ON CONFLICT ("persistence_id") DO UPDATE SET "epoch" = w."epoch" + 1, "holder" = $3, "since" = now()
                      WHERE $2 = 0
                  RETURNING "epoch"
                  """
                : """
                  UPDATE "journal_writer" SET "epoch" = "epoch" + 1, "holder" = $3, "since" = now()
                  WHERE "persistence_id" = $1 AND "epoch" = $2 RETURNING "epoch"
                  """,
            _connection)
        {
            Parameters = { new() { Value = _node }, new() { Value = _epoch }, new() { Value = Holder } },
        };
        if (await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not long epoch)
            throw Overtaken();
        _epoch = epoch;
        Forget();
        PostgresWriting before = _writing;
        _writing = new PostgresWriting(
            _address.For(
                $"orchd {_node}",
                string.Create(CultureInfo.InvariantCulture, $"-c orch.epoch={epoch} -c orch.node={PostgresAddress.Escape(_node)} -c synchronous_commit={_commit}"),
                pooled: true),
            null,
            new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        before.Changed.TrySetResult();
    }

    /// <summary>Idle sessions of an epoch that is over.</summary>
    private void Forget()
    {
        if (_writing.ConnectionString.Length == 0)
            return;
        using NpgsqlConnection old = new(_writing.ConnectionString);
        NpgsqlConnection.ClearPool(old);
    }

    private async Task<bool> TryLockAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            "SELECT pg_try_advisory_lock(hashtextextended('orch journal ' || current_schema() || ' ' || $1, 0))", _connection)
        {
            Parameters = { new() { Value = _node } },
        };
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) is true;
    }

    private async Task<long?> EpochAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = new("""SELECT "epoch" FROM "journal_writer" WHERE "persistence_id" = $1""", _connection)
        {
            Parameters = { new() { Value = _node } },
        };
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as long?;
    }

    private async Task<string> HolderAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = new("""SELECT "holder" FROM "journal_writer" WHERE "persistence_id" = $1""", _connection)
        {
            Parameters = { new() { Value = _node } },
        };
        return await command.ExecuteScalarAsync(cancel).ConfigureAwait(false) as string ?? "just started";
    }

    private NpgsqlConnection NewSession() => new(_address.For(SessionName, "", pooled: false));

    private async Task ProbeAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = new("SELECT 1", _connection) { CommandTimeout = 5 };
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>The server may not have noticed yet that the session before, which holds the lock, is no more.</summary>
    private async Task EndOldSessionAsync(CancellationToken cancel)
    {
        await using NpgsqlCommand command = new(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE application_name = $1 AND usename = current_user AND pid <> pg_backend_pid()
            """,
            _connection)
        {
            Parameters = { new() { Value = PostgresAddress.SessionName(SessionName) } },
        };
        await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }
}
