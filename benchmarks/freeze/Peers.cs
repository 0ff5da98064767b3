using System.Globalization;
using Orchestrator.Benchmarks.Shared;

namespace Orchestrator.Benchmarks.Freeze;

/// <summary>Engines that freeze one container after the other, each by a process of its own; podman one process for all.</summary>
internal static class Peers
{
    private static readonly (string Name, string Program)[] Known =
        [("crun pause", "/usr/bin/crun"), ("runc pause", "/usr/sbin/runc"), ("podman pause --all", "/usr/bin/podman")];

    public static async Task MeasureAsync(int rounds)
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("ORCH_BENCH_PEERS") ?? "50", CultureInfo.InvariantCulture);
        if (count == 0)
            return;
        foreach (var (name, program) in Known)
        {
            if (!File.Exists(program))
            {
                Console.WriteLine($"{name}: not installed (./bench --install-peers)");
                continue;
            }
            await using var worker = new Yardstick("/usr/bin/unshare", "--mount", "sh",
                Path.Combine(AppContext.BaseDirectory, "peer-worker"), Path.GetFileName(program), count.ToString(CultureInfo.InvariantCulture));
            var ready = await worker.ReadyAsync();
            if (ready != "ready")
            {
                Console.WriteLine($"{name}: cannot run here: {ready}");
                continue;
            }
            Pair times = new();
            for (var round = -1; round < Math.Min(rounds, 5); round++)
                times.Add(round, await worker.DoAsync("pause"), await worker.DoAsync("resume"));
            times.Print($"{count}: {name}");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {times.Freeze.Median / count:0.00} ms a container, {1000 * times.Freeze.Median / count:0} ms for 1,000 at that rate"));
        }
    }
}
