using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence;

/// <summary>Turns what SQLite reports into a sentence that says what to do.</summary>
internal static class SqliteProblem
{
    public static string Explain(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        // https://sqlite.org/rescode.html
        11 or 26 => Damaged(path, e.Message),
        13 => $"The journal {path} cannot be opened: the disk is full. Make room and start again; nothing is lost.",
        _ => $"The journal {path} cannot be opened: {e.Message}.",
    };

    public static string Damaged(string path, string what) =>
        $"The journal {path} is damaged ({what.Replace('\n', ' ')}). It is not repaired silently. Stop the daemon and put back a copy of "
        + $"it together with its -wal, import an export of it, or move it away to start with an empty history; running "
        + "containers then belong to nobody. docs/moving-a-journal.md tells how.";
}
