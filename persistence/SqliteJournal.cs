using Akka.Hosting;
using LinqToDB;
using Microsoft.Data.Sqlite;
using Orchestrator.Actors.Journal;

namespace Orchestrator.Persistence;

/// <summary>
/// The embedded journal of one node, opened and checked: its lock is held until disposal. What is wrong with it is said
/// here, before anything runs.
/// </summary>
public sealed class SqliteJournal : IJournalStore
{
    // While one batch is written the rest gathers: a second writer would only wait for SQLite's lock. Rows go as
    // parameters, since as text each byte would be made into two digits and back: a fifth of an event's cost. Few rows
    // at a time: Microsoft.Data.Sqlite looks for each parameter by name among all of a statement. The transaction is one.
    private const string Writing = """
        batch-size = 2000
        parallelism = 1
        prefer-parameters-on-multirow-insert = true
        db-round-trip-max-batch-size = 16
        """;

    private readonly JournalLock _lock;

    private SqliteJournal(string path, JournalLock held, long? maxPages)
    {
        _lock = held;
        MaxPages = maxPages;
        DatabasePath = path;
        ConnectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 5 }.ToString();
        Reader = new SqliteJournalReader(ConnectionString);
    }

    public string Kind => "sqlite";

    public string Place => DatabasePath;

    public string DatabasePath { get; }

    public IJournalReader Reader { get; }

    internal string ConnectionString { get; }

    /// <summary>A limit on the database's size, with which tests make a full disk.</summary>
    internal long? MaxPages { get; private set; }

    internal void AllowPages(long pages) => MaxPages = pages;

    /// <param name="path">The database file; it and its folder are made when missing.</param>
    /// <exception cref="JournalUnavailableException">Another daemon has it, it is damaged, or it cannot be written.</exception>
    public static SqliteJournal Open(string path) => Open(path, maxPages: null);

    internal static SqliteJournal Open(string path, long? maxPages)
    {
        path = Path.GetFullPath(path);
        JournalLock? held = null;
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = JournalLock.Take(path + ".lock");
            SqliteJournal journal = new(path, held, maxPages);
            journal.Prepare();
            return journal;
        }
        catch (SqliteException e)
        {
            held?.Dispose();
            throw new JournalUnavailableException(Explain(path, e), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new JournalUnavailableException($"The journal {path} cannot be opened: {e.Message}", e);
        }
        catch (JournalUnavailableException)
        {
            held?.Dispose();
            throw;
        }
    }

    public void Configure(AkkaConfigurationBuilder builder) => JournalPlugin.Add(
        builder,
        new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, ConnectionString)
            .UseInterceptor(new JournalConnections(() => MaxPages)),
        ProviderName.SQLiteMS,
        Writing);

    public async Task<long?> FindOddRowAsync(CancellationToken cancel)
    {
        await Task.Yield();
        await using SqliteConnection connection = Connect();
        return SqliteOddRows.First(connection);
    }

    public async Task ImportAsync(IAsyncEnumerable<StoredRecord> records, CancellationToken cancel)
    {
        await using SqliteConnection connection = Connect();
        await SqliteImport.RunAsync(connection, records, cancel).ConfigureAwait(false);
    }

    public async Task RemoveThroughAsync(long seq, CancellationToken cancel)
    {
        await Task.Yield();
        await using SqliteConnection connection = Connect();
        SqliteRetention.Run(connection, seq, cancel);
    }

    public void Dispose()
    {
        using (SqliteConnection connection = new(ConnectionString))
            SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new(ConnectionString);
        connection.Open();
        JournalConnections.SetUp(connection, MaxPages);
        return connection;
    }

    private void Prepare()
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is string verdict && verdict != "ok")
            throw new JournalUnavailableException(Damaged(DatabasePath, verdict));
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteScalar();
        command.CommandText = JournalSchema.Create;
        command.ExecuteNonQuery();
    }

    private static string Explain(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        // https://sqlite.org/rescode.html
        11 or 26 => Damaged(path, e.Message),
        13 => $"The journal {path} cannot be opened: the disk is full. Make room and start again; nothing is lost.",
        _ => $"The journal {path} cannot be opened: {e.Message}.",
    };

    private static string Damaged(string path, string what) =>
        $"The journal {path} is damaged ({what}). It is not repaired silently. Put back a copy of it, "
        + "or move it away to start with an empty history; running containers then belong to nobody.";
}
