using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Audit;

/// <summary>J03, J07, J11 with the built programs: the journal is touched behind the engine's back and looked at afterwards.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task J03_Verify_WithAndWithoutADaemon_NamesTheRowThatWasTouched()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "busybox", "true")).Ok();
        (await root.Orch("audit", "verify")).Ok();
        (await root.Orch("daemon", "--stop")).Ok();
        var sound = (await root.Orch("audit", "verify", "--format", "json")).Ok().Json;
        // A clean stop signs the end.
        sound.GetProperty("vouchedThrough").GetInt64().ShouldBe(sound.GetProperty("last").GetInt64() - 1);
        sound.GetProperty("keys")[0].GetProperty("trusted").GetBoolean().ShouldBeTrue();

        Touch(root, "UPDATE journal SET manifest = manifest || '0' WHERE sequence_number = 3");

        var offline = (await root.Orch("audit", "verify", "--format", "json")).Expect(1);
        (await root.Orch("daemon", "--background")).Ok();
        var online = (await root.Orch("audit", "verify", "--format", "json")).Expect(1);
        foreach (var report in (CliResult[])[offline, online])
        {
            report.Json.GetProperty("firstBad").GetInt64().ShouldBe(3);
            report.Json.GetProperty("records").GetInt64().ShouldBe(2);
        }
        // The history is not to be trusted: nothing is done on top of it.
        (await root.Orch("run", "busybox", "true")).Expect(125).Error.ShouldContain("record 3");
        // Put back, it is the same history again; the daemon then also ends what it had started.
        (await root.Orch("daemon", "--stop")).Ok();
        Touch(root, "UPDATE journal SET manifest = rtrim(manifest, '0') WHERE sequence_number = 3");
        (await root.Orch("ps")).Ok();
        (await root.Orch("audit", "verify")).Ok();
    }

    [Fact]
    public async Task J03_Start_OfAJournalWhoseEndWasCutOff_IsRefusedUntilTheLossIsAccepted()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "busybox", "true")).Ok();
        (await root.Orch("daemon", "--stop")).Ok();
        var last = (await root.Orch("audit", "verify", "--format", "json")).Ok().Json.GetProperty("last").GetInt64();
        Touch(root, $"DELETE FROM journal WHERE sequence_number = {last}");

        (await root.Orch("audit", "verify", "--format", "json")).Expect(1).Json.GetProperty("firstBad").GetInt64().ShouldBe(last);
        (await root.Orch("ps")).Expect(3).Error.ShouldContain("accept-loss");

        (await root.Orch("audit", "accept-loss")).Ok();
        (await root.Orch("ps")).Ok();
        (await root.Orch("audit", "verify")).Ok();
        (await root.Orch("events", "--since", "0", "--until", "now", "--filter", "type=head-witness-reset", "--format", "json")).Ok()
            .Json.GetProperty("data").GetProperty("seq").GetInt64().ShouldBe(last);
    }

    [Fact]
    public async Task Export_OfARunningDaemon_IsImportedElsewhereWithItsChain()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "--name", "kept", "busybox", "true")).Ok();
        var file = Path.Combine(root.Folder, "history.jsonl");
        var key = root.Write("node.pem", (await root.Orch("audit", "key")).Ok().Out);
        (await root.Orch("audit", "export", "--file", file)).Ok();
        (await root.Orch("audit", "verify", "--file", file, "--key", key)).Ok();
        (await root.Orch("audit", "export", "--format", "csv")).Ok().Lines[0].ShouldStartWith("seq,time,type");
        JsonDocument.Parse((await root.Orch("audit", "export", "--format", "cloudevents", "--since", "3", "--until", "3")).Ok().Out)
            .RootElement.GetProperty("type").GetString().ShouldStartWith("dev.orch.container-created.");

        await using var other = new OrchRoot();
        (await other.Orch("audit", "import", file, "--key", key)).Ok();
        (await other.Orch("audit", "import", file)).Expect(1).Error.ShouldContain("not empty");
        (await other.Orch("audit", "show", "kept")).Ok().Out.ShouldContain("container-exited");
        (await other.Orch("daemon", "--stop")).Ok();
        var report = (await other.Orch("audit", "verify", "--key", key, "--format", "json")).Ok().Json;
        report.GetProperty("keys").GetArrayLength().ShouldBe(2);
        // The daemon's end takes the launcher along.
        (await other.Orch("ps")).Ok();

        await using var third = new OrchRoot();
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, text.Replace("\"kept\"", "\"lost\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        (await third.Orch("audit", "verify", "--file", file)).Expect(1).Error.ShouldContain("record 3");
        (await third.Orch("audit", "import", file)).Expect(1).Error.ShouldContain("not sound at record 3");
    }

    [Fact]
    public async Task Start_WithAKeyThatOthersMayRead_IsRefused()
    {
        await using var root = new OrchRoot();
        (await root.Orch("ps")).Ok();
        (await root.Orch("daemon", "--stop")).Ok();
        var key = Path.Combine(root.Path, "lib", "audit.key");
        File.SetUnixFileMode(key, File.GetUnixFileMode(key) | UnixFileMode.GroupRead);

        (await root.Orch("ps")).Expect(3).Error.ShouldContain("chmod 600");

        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await root.Orch("ps")).Ok();
    }

    [Fact]
    public async Task J11_Archive_ThenAKillWithoutSnapshot_KeepsWhatRuns()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "stays", "busybox", "sleep", "600")).Ok();
        for (var i = 0; i < 3; i++)
            (await root.Orch("run", "--rm", "busybox", "true")).Ok();

        var moved = (await root.Orch("audit", "archive", "--before", "8", "--format", "json")).Ok().Json;
        moved.GetProperty("through").GetInt64().ShouldBe(7);
        await OrchRoot.KillAsync(await root.DaemonPid());

        (await root.State("stays")).ShouldBe("RUNNING");
        var report = (await root.Orch("audit", "verify", "--format", "json")).Ok().Json;
        report.GetProperty("first").GetInt64().ShouldBe(1);
        report.GetProperty("archives")[0].GetProperty("there").GetBoolean().ShouldBeTrue();
        (await root.Orch("audit", "show", "stays")).Ok().Out.ShouldContain("container-created");
        var file = Path.Combine(root.Path, "lib", "archive", moved.GetProperty("file").GetString()!);
        (await root.Orch("audit", "verify", "--file", file)).Ok();
    }

    private static void Touch(OrchRoot root, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(root.Path, "lib", "journal.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery().ShouldBe(1);
    }
}
