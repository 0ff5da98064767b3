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
    private readonly long _checkedAtStart;
    private SqliteCheck? _check;

    private SqliteJournal(string path, JournalLock held, long? maxPages, long checkedAtStart)
    {
        _lock = held;
        _checkedAtStart = checkedAtStart;
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

    /// <summary>Completes when a file too large to be checked at the start has been; null when there was no need.</summary>
    internal Task? Checked => _check?.Completion;

    internal void AllowPages(long pages) => MaxPages = pages;

    /// <param name="path">The database file; it and its folder are made when missing.</param>
    /// <param name="reserve">Whether to keep room in it that a full disk cannot take (<see cref="SqliteReserve"/>).</param>
    /// <exception cref="JournalUnavailableException">Another daemon has it, it is damaged, or it cannot be written.</exception>
    public static SqliteJournal Open(string path, bool reserve = false) => Open(path, maxPages: null, reserve: reserve);

    /// <param name="maxPages">See <see cref="MaxPages"/>.</param>
    /// <param name="checkedAtStart">Up to how many bytes the file is checked before anything runs; a larger one while it is used.</param>
    internal static SqliteJournal Open(string path, long? maxPages, long checkedAtStart = SqliteCheck.AtStart, bool reserve = false)
    {
        path = Path.GetFullPath(path);
        JournalLock? held = null;
        try
        {
            string folder = Path.GetDirectoryName(path)!;
            if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            held = JournalLock.Take(path + ".lock");
            if (SqliteWalOwner.Problem(path) is { } foreign)
                throw new JournalUnavailableException(foreign);
            KeepFromOthers(path);
            SqliteJournal journal = new(path, held, maxPages, checkedAtStart);
            journal.Prepare(reserve);
            return journal;
        }
        catch (SqliteException e)
        {
            held?.Dispose();
            throw new JournalUnavailableException(SqliteProblem.Explain(path, e), e);
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
            .UseInterceptor(new JournalConnections(() => MaxPages, () => _check?.Problem)),
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
        _check?.Dispose();
        using (SqliteConnection connection = new(ConnectionString))
            SqliteConnection.ClearPool(connection);
        _lock.Dispose();
    }

    /// <summary>
    /// What containers are given, secrets included, stands in the journal, and its folder may be walked through. SQLite makes
    /// the files beside it with the same mode.
    /// </summary>
    private static void KeepFromOthers(string path)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(path))
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Owner }).Dispose();
            return;
        }
        // Not opened: closing it would free the locks that SQLite has on it in this process (sqlite.org/howtocorrupt.html, 2.2).
        foreach (string file in (string[])[path, path + "-wal", path + "-shm"])
        {
            if (File.Exists(file))
                File.SetUnixFileMode(file, Owner);
        }
    }

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new(ConnectionString);
        connection.Open();
        JournalConnections.SetUp(connection, MaxPages);
        return connection;
    }

    private void Prepare(bool reserve)
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        bool large = new FileInfo(DatabasePath).Length > _checkedAtStart;
        if (!large && SqliteCheck.Run(connection) is { } verdict)
            throw new JournalUnavailableException(SqliteProblem.Damaged(DatabasePath, verdict));
        command.CommandText = "PRAGMA journal_mode=WAL";
        command.ExecuteScalar();
        command.CommandText = JournalSchema.Create;
        command.ExecuteNonQuery();
        SqliteWalOwner.Mark(connection);
        if (reserve)
            SqliteReserve.Keep(connection);
        if (large)
            _check = new SqliteCheck(ConnectionString, what => SqliteProblem.Damaged(DatabasePath, what));
    }
}
