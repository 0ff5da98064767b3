using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Audit;

/// <summary>J07: a record of a kind that this version does not know is never guessed at.</summary>
public sealed class UnknownRecordTests
{
    private const string Manifest = "container-teleported.v1";

    [Fact]
    public async Task Start_OnAJournalWithAnUnknownRecord_RefusesAndSaysWhichAndWhatToDo()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--name", "web", "busybox", "true")).Ok();
        var journal = (await root.Info()).GetProperty("journal").GetString()!;
        (await root.Orch("daemon", "--stop")).Ok();
        await Clock.Until("the daemon has let the journal go", () => Append(journal) is not null);

        foreach (var question in (string[][])[["ps", "-a"], ["events", "--since", "0", "--until", "now"], ["create", "busybox", "true"], ["audit", "why", "web"]])
        {
            var refused = await root.Orch(question);
            refused.ExitCode.ShouldBeOneOf([3, 125], refused.ToString());
            refused.Error.ShouldContain($"'{Manifest}'");
            refused.Error.ShouldMatch("[Rr]ecord \\d+ of the journal");
            refused.Error.ShouldContain("a newer one");
        }
        Remove(journal);

        (await root.Orch("daemon", "--stop")).Ok();
        (await root.Orch("ps", "-aq")).Ok().Out.ShouldBe("web\n");
    }

    /// <summary>As a newer version would have: in its place, and with the hash that fits.</summary>
    private static long? Append(string journal)
    {
        using var connection = Open(journal);
        using var last = connection.CreateCommand();
        last.CommandText = "SELECT sequence_number, message FROM journal ORDER BY sequence_number DESC LIMIT 1";
        long seq;
        byte[] before;
        using (var row = last.ExecuteReader())
        {
            if (!row.Read())
                return null;
            seq = row.GetInt64(0) + 1;
            before = row.GetFieldValue<byte[]>(1)[..32];
        }
        var body = Encoding.UTF8.GetBytes("""{"time":"2026-11-23T12:00:00+00:00","uid":0,"user":"root","cause":"test","data":{}}""");
        var number = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, seq);
        byte[] message = [.. SHA256.HashData([.. before, .. number, .. Encoding.UTF8.GetBytes(Manifest), 0, .. body]), .. body];
        using var insert = connection.CreateCommand();
        insert.CommandText = """
            INSERT INTO journal (created, deleted, persistence_id, sequence_number, message, manifest, identifier)
            SELECT created, 0, persistence_id, $seq, $message, $manifest, identifier FROM journal ORDER BY sequence_number DESC LIMIT 1
            """;
        insert.Parameters.AddWithValue("$seq", seq);
        insert.Parameters.AddWithValue("$message", message);
        insert.Parameters.AddWithValue("$manifest", Manifest);
        insert.ExecuteNonQuery();
        return seq;
    }

    private static void Remove(string journal)
    {
        using var connection = Open(journal);
        using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM journal WHERE manifest = $manifest";
        command.Parameters.AddWithValue("$manifest", Manifest);
        command.ExecuteNonQuery().ShouldBe(1);
    }

    private static SqliteConnection Open(string journal)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = journal, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
