using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Orchestrator.Persistence;

/// <summary>
/// SQLite plays back whatever sound write-ahead log lies beside a database, also that of another one, and so destroys it.
/// Each journal therefore carries a number of its own in its first page, where SQLite keeps application_id, and the
/// log's latest copy of that page must carry the same.
/// </summary>
internal static class SqliteWalOwner
{
    private const int DatabaseHeader = 100;

    /// <returns>Null when the log, if there is one, belongs to the database.</returns>
    public static string? Problem(string path)
    {
        string wal = path + "-wal";
        return File.Exists(path) && Id(path) is { } id && id != 0 && SqliteWal.Read(wal).ApplicationId is { } other && other != id
            ? $"The journal {path} has beside it the write-ahead log of another database ({wal}). Nothing was read from it. Put both "
              + $"files back from the same copy; or move {wal} away, and what was recorded since the last checkpoint is missing. "
              + "docs/moving-a-journal.md tells how."
            : null;
    }

    /// <summary>Gives a journal its number, unless it has one, and the log a copy of the first page.</summary>
    public static void Mark(SqliteConnection connection)
    {
        try
        {
            if (Number(connection, "application_id") == 0)
                Set(connection, "application_id", RandomNumberGenerator.GetInt32(1, int.MaxValue));
            else
                Touch(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 10 or 13)
        {
            // A failing or full disk: the daemon runs, and says so with the first command that has to be recorded.
        }
    }

    /// <summary>The smallest transaction there is; it writes the first page.</summary>
    public static void Touch(SqliteConnection connection) =>
        Set(connection, "user_version", (Number(connection, "user_version") + 1) & int.MaxValue);

    private static long Number(SqliteConnection connection, string pragma)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA " + pragma;
        return (long)command.ExecuteScalar()!;
    }

    private static void Set(SqliteConnection connection, string pragma, long value)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = string.Create(CultureInfo.InvariantCulture, $"PRAGMA {pragma} = {value}");
        command.ExecuteNonQuery();
    }

    private static int? Id(string path)
    {
        byte[] header = new byte[DatabaseHeader];
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && IsWhole(header)
            ? BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(SqliteWal.IdOffset))
            : null;
    }

    /// <summary>
    /// Power lost while the first page was written may leave anything in it, which the log mends; only a page that is in
    /// order tells whose it is. By SQLite's file format, 1.3: a fixed beginning, twenty bytes that must be zero behind the
    /// number, and last the version of who wrote it.
    /// </summary>
    private static bool IsWhole(ReadOnlySpan<byte> header) =>
        header.StartsWith("SQLite format 3\0"u8)
        && !header[72..92].ContainsAnyExcept((byte)0)
        && BinaryPrimitives.ReadInt32BigEndian(header[96..]) != 0;
}
