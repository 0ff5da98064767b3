using System.Net.Sockets;
using Npgsql;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Turns what a database can answer into a sentence that says what to do.</summary>
internal static class PostgresProblem
{
    /// <summary>Also what <see cref="NpgsqlException"/> does not cover: a connection that is torn, a time limit.</summary>
    public static bool IsOne(Exception e) => e is NpgsqlException or TimeoutException or SocketException or IOException;

    public static string Explain(Exception error, PostgresAddress address)
    {
        string journal = $"PostgreSQL at {address.Place}, where the journal is,";
        // The codes: postgresql.org/docs/current/errcodes-appendix.html
        return error switch
        {
            PostgresException { SqlState: "28P01" or "28000" } e =>
                $"{journal} refuses the user '{address.User}': {e.MessageText}. Mend user or password in journal.connection.",
            PostgresException { SqlState: "3D000" } =>
                $"{journal} has no database '{address.Database}'. "
                + $"Make it (createdb -O {address.User} {address.Database}) or name another in journal.connection.",
            PostgresException { SqlState: "42501" } e =>
                $"{journal} cannot be used by '{address.User}': {e.MessageText}. "
                + $"Let the user make the schema '{address.Schema}', or make it the owner of the database.",
            PostgresException { SqlState: "53100" } e => $"{journal} cannot be written: the server's disk is full ({e.MessageText}).",
            PostgresException { SqlState: "53300" } e => $"{journal} takes no more connections ({e.MessageText}). Raise max_connections.",
            PostgresException { SqlState: "57P03" or "57P01" or "57P02" } e =>
                $"{journal} is starting or stopping ({e.MessageText}). Try again in a moment.",
            PostgresException { SqlState: "25006" } =>
                $"{journal} cannot be written: that server is read-only, a standby perhaps. Name the primary in journal.connection.",
            PostgresException { SqlState: PostgresSchema.FencedState } e => $"{journal} is fenced: {e.MessageText}.",
            PostgresException e => $"{journal} gives an error: {e.MessageText} ({e.SqlState}).",
            _ when error.GetBaseException() is SocketException e =>
                $"{journal} cannot be reached: {e.Message}. Start the server, or mend host and port in journal.connection",
            _ when error is TimeoutException || error.InnerException is TimeoutException =>
                $"{journal} does not answer in time. Look at the server, or mend host and port in journal.connection.",
            _ => $"{journal} cannot be used: {error.GetBaseException().Message}",
        };
    }
}
