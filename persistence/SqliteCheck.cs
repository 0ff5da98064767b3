using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Orchestrator.Persistence;

/// <summary>
/// Looks through the whole file for damage. It costs 0.6 s of CPU for a million records (475 MB) and grows with them, so
/// a larger file is checked while it is used: what the engine reads at its start is held against the hash chain
/// anyway, and damage that comes to light here ends the writing, not the containers.
/// </summary>
internal sealed class SqliteCheck : IDisposable
{
    /// <summary>About a million records.</summary>
    public const long AtStart = 512L << 20;

    private readonly SqliteConnection _connection;
    private readonly Task _running;
    private volatile bool _ending;

    public SqliteCheck(string connectionString, Func<string, string> explain)
    {
        _connection = new SqliteConnection(connectionString);
        _connection.Open();
        _running = Task.Factory.StartNew(
            () => Problem = Look() is { } what ? explain(what) : null,
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Null while nothing was found.</summary>
    public string? Problem { get; private set; }

    /// <summary>Completes when the whole file was looked at.</summary>
    public Task Completion => _running;

    /// <returns>What is damaged; null if nothing is.</returns>
    public static string? Run(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        return command.ExecuteScalar() is string verdict && verdict != "ok" ? verdict : null;
    }

    public void Dispose()
    {
        _ending = true;
        raw.sqlite3_interrupt(_connection.Handle);
        _running.Wait();
        _connection.Dispose();
    }

    private string? Look()
    {
        try
        {
            return Run(_connection);
        }
        catch (SqliteException e)
        {
            return _ending ? null : e.Message;
        }
    }
}
