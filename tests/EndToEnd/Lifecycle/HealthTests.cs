using Orchestrator.EndToEnd.Harness;
using Orchestrator.EndToEnd.Images;

namespace Orchestrator.EndToEnd.Lifecycle;

/// <summary>Healthchecks of commands and of images, by programs that run inside.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task HealthCmd_FollowsWhatTheContainerDoes_InPsInspectAndEvents()
    {
        await using var root = new OrchRoot();
        (await root.Orch(
            "run", "-d", "--name", "web", "--health-cmd", "test -e /tmp/works", "--health-interval", "1s", "--health-retries", "2", "busybox", "sleep", "1000")).Ok();
        (await Health(root)).ShouldBeOneOf("starting", "unhealthy");
        await Clock.Until("two checks have failed", async () => await Health(root) == "unhealthy");
        (await root.Orch("ps")).Ok().Out.ShouldContain("RUNNING (unhealthy)");

        (await root.Orch("exec", "web", "touch", "/tmp/works")).Ok();
        await Clock.Until("a check has succeeded", async () => await Health(root) == "healthy");

        (await root.Events("web")).Where(e => e.GetProperty("type").GetString() == "container-health-changed").Count().ShouldBe(2);
        // The questions themselves are nobody's business.
        (await root.Events("web")).Count(e => e.GetProperty("type").GetString()!.StartsWith("container-exec", StringComparison.Ordinal)).ShouldBe(3);
        (await root.Orch("rm", "-f", "web")).Ok();
    }

    [Fact]
    public async Task HealthCmd_ThatHangs_IsKilledAndLeavesNothing()
    {
        await using var root = new OrchRoot();
        (await root.Orch(
            "run", "-d", "--name", "web", "--health-cmd", "exec sleep 4711", "--health-interval", "1s", "--health-timeout", "1s", "--health-retries", "1",
            "busybox", "sleep", "1000")).Ok();
        await Clock.Until("a check took too long", async () => await Health(root) == "unhealthy");
        (await root.Orch("inspect", "web")).Ok().Json.GetProperty("health").GetProperty("problem").GetString().ShouldBe("it took longer than 1 s");
        // A check that is under way is one; those before were ended.
        (await root.Orch("exec", "web", "sh", "-c", "ps | grep -c '[s]leep 4711' || true")).Ok().Out.Trim().ShouldBeOneOf("0", "1");
        (await root.Orch("rm", "-f", "web")).Ok();
    }

    [Fact]
    public async Task Image_WithAHealthcheck_IsAskedByIt_UnlessItIsLeftOutOrReplaced()
    {
        await using var root = new OrchRoot();
        var archive = Path.Combine(root.Folder, "healthy.tar");
        await ImageFile.WriteAsync(archive, "healthy:1", """
            {"Cmd":["sleep","1000"],"Env":["PATH=/bin"],
             "Healthcheck":{"Test":["CMD-SHELL","echo x >>/tmp/asked; test -e /tmp/works"],"Interval":1000000000,"Timeout":20000000000,"Retries":2}}
            """);
        (await root.Orch("image", "import", archive)).Ok().Out.ShouldStartWith("healthy:1 ");

        (await root.Orch("run", "-d", "--name", "web", "healthy:1")).Ok();
        (await root.Orch("run", "-d", "--name", "silent", "--no-healthcheck", "healthy:1")).Ok();
        (await root.Orch("run", "-d", "--name", "other", "--health-cmd", "touch /tmp/mine", "healthy:1")).Ok();

        await Clock.Until("two checks of the image have failed", async () => await Health(root) == "unhealthy");
        (await root.Orch("exec", "web", "touch", "/tmp/works")).Ok();
        await Clock.Until("one has succeeded", async () => await Health(root) == "healthy");
        await Clock.Until("that of the command has succeeded, as often as the image says", async () => await Health(root, "other") == "healthy");
        (await root.Orch("exec", "other", "sh", "-c", "test -e /tmp/mine && test ! -e /tmp/asked")).Ok();
        // Nobody asked this one, though the others were asked several times since.
        (await root.Orch("inspect", "silent")).Ok().Json.TryGetProperty("health", out var none).ShouldBe(none.ValueKind == System.Text.Json.JsonValueKind.Null);
        (await root.Orch("exec", "silent", "test", "-e", "/tmp/asked")).ExitCode.ShouldBe(1);
        (await root.Orch("rm", "-f", "web", "silent", "other")).Ok();
    }

    [Fact]
    public async Task Words_ThatMakeNoSense_AreRefused()
    {
        await using var root = new OrchRoot();
        (await root.Orch("create", "--no-healthcheck", "--health-cmd", "true", "busybox")).Expect(2).Error.ShouldContain("exclude each other");
        (await root.Orch("create", "--health-interval", "5s", "busybox", "true")).Error.ShouldContain("--health-cmd");
        (await root.Orch("create", "--health-cmd", "true", "--health-interval", "1ms", "busybox", "true")).Error.ShouldContain("interval");
    }

    private static async Task<string?> Health(OrchRoot root, string name = "web") =>
        (await root.Orch("inspect", name)).Ok().Json.GetProperty("health").GetProperty("status").GetString();
}
