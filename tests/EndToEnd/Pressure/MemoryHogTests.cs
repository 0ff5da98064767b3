using System.Globalization;
using System.Text.Json;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Pressure;

/// <summary>
/// Hogs of low importance and a job that needs their memory, within a limit of all containers of the node: they are frozen
/// and their memory taken back, the job ends, they go on and end rightly, and nobody is killed.
/// </summary>
public sealed class MemoryHogTests
{
    // A string of that many megabytes that is copied again and again: all of it is touched each time.
    private static string Copies(int megabytes, int times) => string.Create(
        CultureInfo.InvariantCulture,
        $"BEGIN {{ s = \"0123456789abcdef\"; while (length(s) < {megabytes} * 1048576) s = s s; for (i = 0; i < {times}; i++) t = s i; print length(t) > \"/dev/null\" }}");

    [Fact]
    public async Task Pressure_JobThatNeedsTheHogsMemory_HogsAreFrozenReclaimedAndEndRightly()
    {
        await using var root = new OrchRoot();
        await using var swap = await SwapFile.MakeAsync(root, 1024);
        var settings = new Dictionary<string, string>
        {
            ["ORCH__NODE__MEMORY"] = "256M",
            ["ORCH__NODE__MEMORYANDSWAP"] = "2G",
            ["ORCH__PRESSURE__HIGH"] = "5",
            ["ORCH__PRESSURE__LOW"] = "2",
            // Whatever else this machine does is not the matter here.
            ["ORCH__PRESSURE__CPUHIGH"] = "100",
            ["ORCH__PRESSURE__COOLDOWN"] = "1s",
            ["ORCH__PRESSURE__CALM"] = "2s",
        };
        (await root.StartWith(settings, "info").ResultAsync()).Ok();
        Assert.SkipUnless(File.Exists("/proc/pressure/memory"), "this kernel keeps no pressure figures (psi=0)");
        foreach (var hog in (string[])["hog1", "hog2"])
            (await root.Orch("run", "-d", "--name", hog, "--cpu-weight", "25", "busybox", "awk", Copies(32, 300))).Ok();

        var job = await root.Orch(TimeSpan.FromMinutes(4), "run", "--name", "job", "--cpu-weight", "400", "busybox", "awk", Copies(64, 150));

        job.Ok();
        (await root.Orch(TimeSpan.FromMinutes(4), "wait", "hog1", "hog2")).Ok();
        List<JsonElement> events = [.. await root.Events("hog1"), .. await root.Events("hog2")];
        foreach (var hog in (string[])["hog1", "hog2"])
        {
            var exit = (await root.Inspect(hog)).GetProperty("exit");
            exit.GetProperty("code").GetInt32().ShouldBe(0, exit.ToString());
            exit.GetProperty("oom").GetBoolean().ShouldBeFalse();
        }
        var types = events.ConvertAll(view => view.GetProperty("type").GetString());
        types.ShouldContain("container-pressed");
        types.ShouldContain("container-reclaimed");
        types.ShouldContain("container-thawed");
        types.ShouldNotContain("container-kill-requested");
        var reclaimed = events.First(view => view.GetProperty("type").GetString() == "container-reclaimed").GetProperty("data");
        reclaimed.GetProperty("afterBytes").GetInt64().ShouldBeLessThan(reclaimed.GetProperty("beforeBytes").GetInt64());
        var frozen = events.First(view => view.GetProperty("type").GetString() == "container-frozen").GetProperty("container").GetString()!;
        (await root.Orch("audit", "why", frozen)).Ok().Out.ShouldContain("memory pressure");
    }
}
