using System.Globalization;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Audit;

/// <summary>The past, the reasons and the future of containers, as the command line tells them.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task At_AMomentBeforeTheRemoval_ShowsTheContainerAsItWas()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "web", "--memory", "32M", "busybox", "sleep", "600")).Ok();
        var then = await LastSeq(root, "web");
        var live = await root.Inspect("web");
        (await root.Orch("rename", "web", "site")).Ok();
        (await root.Orch("update", "site", "--memory", "48M")).Ok();
        (await root.Orch("rm", "--force", "site")).Ok();
        (await root.Orch("ps", "-aq")).Ok().Out.ShouldBeEmpty();

        (await root.Orch("ps", "-q", "--at", then)).Ok().Out.ShouldBe("web\n");
        var past = (await root.Orch("inspect", "web", "--at", then)).Ok().Json;
        foreach (var same in (string[])["name", "id", "state", "pid", "attempt", "createdAt", "startedAt"])
            past.GetProperty(same).ToString().ShouldBe(live.GetProperty(same).ToString());
        (await root.Orch("inspect", "web")).Expect(125).Error.ShouldContain("no container web");
        (await root.Orch("ps", "--at", "999999999")).Expect(125).Error.ShouldContain("is yet to come");
        (await root.Orch("ps", "--at", "yesterday")).Expect(2).Error.ShouldContain("--at wants");

        var diff = (await root.Orch("audit", "diff", then, "now", "--format", "json")).Ok().Json;
        diff.GetProperty("removed")[0].GetProperty("name").GetString().ShouldBe("web");
        (await root.Orch("audit", "diff", "0", then)).Ok().Out.ShouldMatch("created +web +state +- +RUNNING");
        (await root.Orch("audit", "diff", then, "1")).Expect(125).Error.ShouldContain("the earlier one first");
    }

    [Fact]
    public async Task Why_OfWhatTheKernelKilled_NamesTheLimit()
    {
        await using var root = new OrchRoot();
        (await root.Orch(
            "run", "--name", "bomb", "--memory", "24M", "busybox", "sh", "-c", "x=0123456789abcdef; while :; do x=$x$x; done")).Expect(137);

        (await root.Orch("audit", "why", "bomb")).Ok().Out.ShouldStartWith(
            "bomb is STOPPED: attempt 1 was killed by the kernel because its own memory limit of 24 MiB was reached");
        (await root.Orch("audit", "show", "bomb")).Ok().Out.ShouldMatch(
            "attempt 1 was ended by SIGKILL after [^;]+; out of memory: the limit of the container was reached, \\d+ killed by the kernel;.* cpu .*memory peak ");
        var exit = (await root.Inspect("bomb")).GetProperty("exit");
        exit.GetProperty("oomKills").GetInt64().ShouldBeGreaterThan(0);
        exit.GetProperty("attempt").GetInt32().ShouldBe(1);
        exit.GetProperty("runUsec").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Why_OfFrozenStoppedAndRemovedOnes_NamesWhoAndWhy()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "web", "--stop-signal", "KILL", "busybox", "sleep", "600")).Ok();
        (await root.Orch("freeze", "web", "--reason", "backup", "--for", "1h")).Ok();
        (await root.Orch("audit", "why", "web")).Ok().Out.ShouldMatch(
            "^web is FROZEN: root \\(uid 0\\) froze it at .* \\(\"backup\"\\); the engine thaws it at ");
        var frozen = await LastSeq(root, "web");
        (await root.Orch("thaw", "web")).Ok();
        (await root.Orch("stop", "web")).Ok();
        (await root.Inspect("web")).GetProperty("exit").GetProperty("ending").GetProperty("by").GetString().ShouldBe("root (uid 0)");
        (await root.Orch("audit", "why", "web")).Ok().Out.ShouldContain("because root (uid 0) asked it to stop");
        (await root.Orch("rm", "web")).Ok();

        (await root.Orch("audit", "why", "web")).Ok().Out.ShouldStartWith("web is REMOVED: root (uid 0) removed it at ");
        (await root.Orch("audit", "why", "web", "--at", frozen, "--format", "json")).Ok().Json.GetProperty("state").GetString().ShouldBe("FROZEN");
        (await root.Orch("audit", "why", "wob")).Expect(125).Error.ShouldContain("no container or batch was called wob");
    }

    [Fact]
    public async Task Plan_OfARestart_IsWhatTheRestartThenDoes()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "stays", "busybox", "sleep", "600")).Ok();
        (await root.Orch("create", "--name", "idle", "busybox", "true")).Ok();
        (await root.Orch("fleet", "restore")).Expect(2).Error.ShouldContain("--plan");
        var before = (await root.Orch("fleet", "restore", "--plan", "--format", "json")).Ok().Json;
        var actions = before.GetProperty("containers").EnumerateArray()
            .ToDictionary(c => c.GetProperty("name").GetString()!, c => c.GetProperty("action").GetString());
        actions.ShouldBe(new Dictionary<string, string?> { ["stays"] = "adopt", ["idle"] = "nothing" });
        (await root.Orch("audit", "show", "stays", "--format", "json")).Ok().Lines.Length.ShouldBe(3);

        await OrchRoot.KillAsync(await root.DaemonPid());

        (await root.State("stays")).ShouldBe("RUNNING");
        (await root.Orch("audit", "why", "stays")).Ok().Out.ShouldContain("through 1 restart of the daemon");
        (await root.Orch("fleet", "restore", "--plan")).Ok().Out.ShouldMatch("stays +RUNNING +adopt +RUNNING +its init \\(pid \\d+\\) lives");

        // Without a daemon it does not start one: that would be to do what is asked about.
        (await root.Orch("daemon", "--stop")).Ok();
        JsonElement? offline = null;
        await Clock.Until("the daemon has let the journal go", async () =>
            (offline = await root.Orch("fleet", "restore", "--plan", "--format", "json") is { ExitCode: 0 } told ? told.Json : null) is not null);
        offline!.Value.GetProperty("containers").EnumerateArray().Select(c => c.GetProperty("action").GetString()).ShouldBe(["adopt", "nothing"]);
        (await root.Orch("info", "--host", $"unix://{Path.Combine(root.Path, "run", "orch.sock")}")).Expect(3);
        (await root.State("stays")).ShouldBe("RUNNING");
    }

    private static async Task<string> LastSeq(OrchRoot root, string container) =>
        JsonDocument.Parse((await root.Orch("audit", "show", container, "--format", "json")).Ok().Lines[^1])
            .RootElement.GetProperty("seq").GetInt64().ToString(CultureInfo.InvariantCulture);
}
