using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Crashes;

/// <summary>V05: what an earlier release has written, today's daemon reads. Fixtures/664591b is such a journal.</summary>
public sealed class UpgradeTests
{
    private static string Fixture(string file) => Path.Combine(Binaries.Top, "tests/EndToEnd/Crashes/Fixtures/664591b", file);

    [Fact]
    public async Task V05_JournalOfAnEarlierRelease_IsRestoredAndGoesOn()
    {
        await using var root = new OrchRoot();
        var data = Directory.CreateDirectory(Path.Combine(root.Path, "lib")).FullName;
        File.Copy(Fixture("journal.db"), Path.Combine(data, "journal.db"));

        // Written by that release itself when the journal was made.
        var then = File.ReadLines(Fixture("events.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var now = await root.Events();
        for (var i = 0; i < then.Count; i++)
        {
            // That release showed a batch's name in the container's place.
            foreach (var field in (string[])["seq", "hash", "type", "cause"])
                now[i].GetProperty(field).ToString().ShouldBe(then[i].GetProperty(field).ToString(), $"{field} of {now[i]}");
            now[i].GetProperty("time").GetDateTimeOffset().ShouldBe(then[i].GetProperty("time").GetDateTimeOffset());
        }
        (await Exit(root, "code")).GetProperty("code").GetInt32().ShouldBe(3);
        (await Exit(root, "walked")).GetProperty("code").GetInt32().ShouldBe(6);
        (await Exit(root, "late")).GetProperty("timedOut").GetBoolean().ShouldBeTrue();
        (await Exit(root, "nothere")).GetProperty("code").GetInt32().ShouldBe(127);
        (await root.Inspect("never")).GetProperty("attempt").GetInt32().ShouldBe(0);
        (await root.Orch("inspect", "gone")).ExitCode.ShouldNotBe(0);
        // It ran when its daemon ended, on a machine that is gone.
        (await Exit(root, "lives")).GetProperty("unknown").GetBoolean().ShouldBeTrue();
        var batch = (await root.Orch("batch", "show", "old", "--format", "json")).Ok().Json;
        batch.GetProperty("state").GetString().ShouldBe("FAILED");
        batch.GetProperty("counts").GetProperty("succeeded").GetInt32().ShouldBe(4);

        (await root.Orch("run", "--name", "new", "busybox", "sh", "-c", "exit 8")).Expect(8);
        (await root.Orch("audit", "verify")).Ok();
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await Exit(root, "new")).GetProperty("code").GetInt32().ShouldBe(8);
    }

    private static async Task<JsonElement> Exit(OrchRoot root, string name) => (await root.Inspect(name)).GetProperty("exit");
}
