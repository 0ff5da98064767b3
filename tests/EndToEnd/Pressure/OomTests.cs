using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Pressure;

public sealed class OomTests
{
    [Fact]
    public async Task Oom_OfAChild_IsToldWithItsNameWhileTheInitLivesOn()
    {
        await using var root = new OrchRoot();
        (await root.Orch("run", "-d", "--name", "parent", "--memory", "24M", "busybox", "sh", "-c",
            "awk 'BEGIN { s = \"0123456789abcdef\"; while (1) s = s s }'; echo survived; sleep 600")).Ok();
        await Clock.Until("its child is gone", async () => (await root.Orch("logs", "parent")).Out.Contains("survived", StringComparison.Ordinal)
            || await root.State("parent") == "STOPPED");
        // memory.oom.group of v2 takes the whole container.
        Assert.SkipWhen(await root.State("parent") == "STOPPED", "this host's memory controller is v2: the kernel ends the container as a whole");
        Assert.SkipUnless(CanReadKernelLog(), "/dev/kmsg cannot be read here");

        await Clock.Until("the kernel's log is read", async () => (await root.Events("parent")).Exists(IsKill));

        var data = (await root.Events("parent")).Find(IsKill).GetProperty("data");
        data.GetProperty("process").GetString().ShouldBe("awk");
        data.GetProperty("level").GetString().ShouldBe("container");
        (await root.State("parent")).ShouldBe("RUNNING");
        (await root.Orch("audit", "why", "parent")).Ok().Out.ShouldContain("killed its process awk");
    }

    private static bool IsKill(System.Text.Json.JsonElement view) => view.GetProperty("type").GetString() == "container-oom-killed";

    private static bool CanReadKernelLog()
    {
        try
        {
            using var log = File.OpenHandle("/dev/kmsg");
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
