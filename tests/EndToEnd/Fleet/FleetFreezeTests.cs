using System.Globalization;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Fleet;

/// <summary>A hundred containers that count, stopped and resumed as one.</summary>
public sealed class FleetFreezeTests(OrchRoot root) : IClassFixture<OrchRoot>
{
    private const int Containers = 100;

    [Fact]
    public async Task FreezeAll_HundredRunning_NoCounterMovesUntilThaw()
    {
        var file = root.Write("count.yaml", """
            name: count
            concurrency: 100
            defaults: { image: busybox, memory: 16M, pids: 8 }
            jobs:
              - name: c
                count: 100
                command: [sh, -c, "i=0; while :; do i=$((i + 1)); echo $i >/out/{index}.new; mv /out/{index}.new /out/{index}; usleep 200000; done"]
                output: { target: /out, dest: counters }
            """);
        (await root.Orch("batch", "submit", file)).Ok();
        await AllCount();
        // A payload may count before the event of its start is on the disk.
        var pids = new List<int>();
        await Clock.Until("a hundred are RUNNING", async () =>
        {
            pids = [.. (await root.Orch("ps", "--filter", "state=RUNNING", "--format", "json")).Ok().Json
                .EnumerateArray().Select(c => c.GetProperty("pid").GetInt32())];
            return pids.Count == Containers;
        });

        var freeze = await root.Orch("fleet", "freeze", "--all", "--reason", "test", "--format", "json");

        freeze.Ok().Json.GetProperty("containers").GetArrayLength().ShouldBe(Containers);
        pids.ShouldAllBe(pid => KernelFreezer.IsFrozen(pid));
        var status = (await root.Orch("fleet", "status", "--format", "json")).Ok().Json;
        status.GetProperty("frozen").GetBoolean().ShouldBeTrue();
        (await root.Orch("ps", "-q", "--filter", "state=FROZEN")).Ok().Lines.Length.ShouldBe(Containers);
        var before = Counters();
        await Clock.Pass(TimeSpan.FromSeconds(2));
        Counters().ShouldBe(before);

        (await root.Orch("fleet", "thaw", "--all")).Ok();

        pids.ShouldAllBe(pid => !KernelFreezer.IsFrozen(pid));
        await Clock.Until("every counter moves again", () =>
        {
            var now = Counters();
            return before.All(counter => now.TryGetValue(counter.Key, out var value) && value > counter.Value);
        });

        // Each of the two is one entry of the audit, with who and why.
        var events = (await root.Orch("events", "--since", "1", "--until", "now", "--format", "json")).Ok().Lines
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement).ToList();
        var freezes = events.Where(e => e.GetProperty("type").GetString()!.Contains("fleet", StringComparison.OrdinalIgnoreCase)).ToList();
        freezes.Count(e => e.GetProperty("type").GetString()!.Contains("freeze", StringComparison.OrdinalIgnoreCase)
            || e.GetProperty("type").GetString()!.Contains("frozen", StringComparison.OrdinalIgnoreCase)).ShouldBeGreaterThan(0);
        freezes.ShouldAllBe(e => e.GetProperty("actor").GetString()!.Contains("0"));
        (await root.Orch("batch", "cancel", "count")).Ok();
    }

    private async Task AllCount()
    {
        try
        {
            await Clock.Until("a hundred counters count", () => Counters().Count == Containers, TimeSpan.FromMinutes(2));
        }
        catch (TimeoutException late)
        {
            // What the engine and the kernel say of those that do not.
            var jobs = await root.Orch("batch", "show", "count");
            var silent = await root.Orch("ps", "-a");
            var pressed = await root.Orch("events", "--since", "1", "--until", "now", "--filter", "type=container-pressed");
            var pressure = string.Join('\n', Directory.GetFiles("/proc/pressure").Select(file => $"{file}: {File.ReadAllText(file)}"));
            throw new TimeoutException($"{late.Message}, but {Counters().Count} of them\n{jobs.Out}{jobs.Error}\n{silent.Out}\n{pressed.Out}{pressed.Error}\n{pressure}");
        }
    }

    private Dictionary<string, int> Counters()
    {
        var counters = new Dictionary<string, int>();
        var folder = Path.Combine(root.Folder, "counters");
        if (!Directory.Exists(folder))
            return counters;
        foreach (var path in Directory.EnumerateFiles(folder))
            if (!path.EndsWith(".new", StringComparison.Ordinal)
                && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var value))
                counters[Path.GetFileName(path)] = value;
        return counters;
    }
}
