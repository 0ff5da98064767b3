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
    /// <summary>
    /// A string of that many megabytes that is copied again and again, so that all of it is touched each time, until the gate
    /// is opened. How fast this machine is does not matter then.
    /// </summary>
    private static string[] Copies(int megabytes, string gate) =>
    [
        "busybox", "sh", "-c", string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            until [ -e /gates/{{gate}} ]; do
                awk 'BEGIN { s = "0123456789abcdef"; while (length(s) < {{megabytes}} * 1048576) s = s s; for (i = 0; i < 10; i++) t = s i; print length(t) > "/dev/null" }' || exit 3
            done
            """),
    ];

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
        var gates = Directory.CreateDirectory(Path.Combine(root.Folder, "gates")).FullName;
        async Task RunAsync(string name, int weight, int megabytes) => (await root.Orch(
            ["run", "-d", "--name", name, "--cpu-weight", $"{weight}", "-v", $"{gates}:/gates:ro", .. Copies(megabytes, name == "job" ? "job" : "hogs")])).Ok();
        foreach (var hog in (string[])["hog1", "hog2"])
            await RunAsync(hog, 25, 64);
        await RunAsync("job", 400, 128);

        await Clock.Until("a hog's memory is taken back", () => ToldAsync(root, "container-reclaimed"), TimeSpan.FromMinutes(4));
        File.WriteAllText(Path.Combine(gates, "job"), "");
        (await root.Orch(TimeSpan.FromMinutes(4), "wait", "job")).Ok().Out.Trim().ShouldBe("0");
        await Clock.Until("a hog goes on", () => ToldAsync(root, "container-thawed"), TimeSpan.FromMinutes(4));
        File.WriteAllText(Path.Combine(gates, "hogs"), "");
        (await root.Orch(TimeSpan.FromMinutes(4), "wait", "hog1", "hog2")).Ok();
        var events = await HogEventsAsync(root);
        foreach (var hog in (string[])["hog1", "hog2"])
        {
            var exit = (await root.Inspect(hog)).GetProperty("exit");
            exit.GetProperty("code").GetInt32().ShouldBe(0, exit.ToString());
            exit.GetProperty("oom").GetBoolean().ShouldBeFalse();
        }
        var types = events.ConvertAll(view => view.GetProperty("type").GetString());
        types.ShouldContain("container-pressed");
        types.ShouldNotContain("container-kill-requested");
        var reclaimed = events.First(view => view.GetProperty("type").GetString() == "container-reclaimed").GetProperty("data");
        reclaimed.GetProperty("afterBytes").GetInt64().ShouldBeLessThan(reclaimed.GetProperty("beforeBytes").GetInt64());
        var frozen = events.First(view => view.GetProperty("type").GetString() == "container-frozen").GetProperty("container").GetString()!;
        (await root.Orch("audit", "why", frozen)).Ok().Out.ShouldContain("memory pressure");
    }

    private static async Task<bool> ToldAsync(OrchRoot root, string type) =>
        (await HogEventsAsync(root)).Any(view => view.GetProperty("type").GetString() == type);

    private static async Task<List<JsonElement>> HogEventsAsync(OrchRoot root) => [.. await root.Events("hog1"), .. await root.Events("hog2")];
}
