using System.Globalization;
using Npgsql;

namespace Orchestrator.Persistence.Postgres;

/// <summary>Where the database is, and how the daemon's sessions there behave.</summary>
internal sealed class PostgresAddress
{
    private readonly NpgsqlConnectionStringBuilder _builder;

    private PostgresAddress(NpgsqlConnectionStringBuilder builder) => _builder = builder;

    /// <summary>Host and database, without the password.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{_builder.Host}:{_builder.Port}/{Database}");

    public string Database => _builder.Database ?? User;

    public string User => _builder.Username ?? Environment.UserName;

    /// <summary>The schema that holds the tables: the first of the search path.</summary>
    public string Schema => _builder.SearchPath!.Split(',')[0].Trim().Trim('"');

    /// <param name="text">
    /// <c>Host=db;Database=orch;Username=orch;Password=…</c>, or <c>postgres://user:password@host:port/database?sslmode=require</c>.
    /// </param>
    /// <exception cref="JournalUnavailableException">It cannot be read; the message does not repeat it.</exception>
    public static PostgresAddress Parse(string text)
    {
        NpgsqlConnectionStringBuilder builder;
        try
        {
            builder = text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal)
                ? FromUri(new Uri(text))
                : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException or FormatException)
        {
            throw Wrong(e.Message);
        }
        if (string.IsNullOrWhiteSpace(builder.Host))
            throw Wrong("it names no host");
        // A user's own choice stands; these are for who made none.
        Default(builder, "Timeout", 5);
        Default(builder, "Command Timeout", 15);
        Default(builder, "Search Path", "orch");
        Default(builder, "Maximum Pool Size", 8);
        // A host that vanished without a word is noticed in seconds, not after the two hours of tcp(7).
        Default(builder, "Tcp Keepalive Time", 5);
        Default(builder, "Tcp Keepalive Interval", 5);
        // No session keeps state that a reset would have to undo.
        builder.NoResetOnClose = true;
        builder.Enlist = false;
        return new PostgresAddress(builder);
    }

    /// <summary>The text for sessions of one kind.</summary>
    /// <param name="name">What the server's list of sessions calls them.</param>
    /// <param name="settings">Run-time settings, as <c>-c name=value</c>.</param>
    /// <param name="pooled">False for a session that is kept.</param>
    public string For(string name, string settings, bool pooled) =>
        new NpgsqlConnectionStringBuilder(_builder.ConnectionString)
        {
            ApplicationName = SessionName(name),
            Options = $"{_builder.Options} {settings}".Trim(),
            Pooling = pooled,
        }.ConnectionString;

    /// <summary>A name as the server shows it: NAMEDATALEN cuts it at 63, and only ASCII is kept.</summary>
    public static string SessionName(string name)
    {
        string ascii = string.Concat(name.Select(c => c is >= ' ' and <= '~' ? c : '?'));
        return ascii.Length > 63 ? ascii[..63] : ascii;
    }

    /// <summary>A value within <c>-c name=value</c>.</summary>
    public static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(" ", "\\ ", StringComparison.Ordinal);

    private static JournalUnavailableException Wrong(string why) => new(
        $"journal.connection cannot be used: {why}. It looks like 'Host=db;Database=orch;Username=orch;Password=…' "
        + "or 'postgres://orch:…@db/orch'.");

    private static void Default(NpgsqlConnectionStringBuilder builder, string key, object value)
    {
        // Not ContainsKey, which is about what keys there can be.
        if (!builder.Keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            builder[key] = value;
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        NpgsqlConnectionStringBuilder builder = new() { Host = uri.Host };
        if (uri.Port > 0)
            builder.Port = uri.Port;
        string[] user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length == 2)
            builder.Password = Uri.UnescapeDataString(user[1]);
        if (uri.AbsolutePath.Trim('/') is { Length: > 0 } database)
            builder.Database = Uri.UnescapeDataString(database);
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            builder[Uri.UnescapeDataString(parts[0])] = parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "";
        }
        return builder;
    }
}
