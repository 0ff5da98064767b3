using System.Diagnostics;
using System.Globalization;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Benchmarks.Start;
using Orchestrator.Isolation.Cgroups;

// bench-accounting YARDSTICK [CONTAINERS [ROUNDS]]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int WarmUp = 30, IdleSeconds = 20, Stretches = 4;
var count = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 50;

await using var crowd = await Crowd.StartAsync();
await crowd.GrowAsync(count);
using var hierarchies = CgroupHierarchies.Open(CgroupMounts.Detect(), crowd.Info.Cgroup.Parent!);
var budget = new DescriptorBudget(int.MaxValue);
var groups = Directory.GetDirectories(Path.Combine(hierarchies.Mounts.V2 ?? hierarchies.Mounts.V1["memory"], hierarchies.Parent))
    .Select(path => new GroupCounters(hierarchies, Path.GetFileName(path), budget)).ToList();
var list = Path.GetTempFileName();
try
{
    for (var i = 0; i < WarmUp; i++)
        groups.ForEach(group => group.Poll(null));
    // Whatever we keep open is what the loop in C reads.
    var files = Directory.GetFiles("/proc/self/fd").Select(link => new FileInfo(link).LinkTarget ?? "")
        .Where(path => path.Contains($"/{hierarchies.Parent}/", StringComparison.Ordinal) && Path.GetFileName(path) is not "" && !Directory.Exists(path)).ToList();
    File.WriteAllLines(list, files);
    await using var yardstick = new Yardstick(args[0], list);
    Sample ours = new(), idle = new(), bare = new();
    var last = groups.ConvertAll(group => group.Poll(null));
    for (var round = 0; round < rounds; round++)
    {
        bare.Add(await yardstick.DoAsync("go"));
        ours.Add(Time(() => groups.ForEach(group => group.Poll(null))));
        idle.Add(Time(() =>
        {
            for (var i = 0; i < groups.Count; i++)
                last[i] = groups[i].Poll(last[i]);
        }));
    }
    Console.WriteLine($"{groups.Count} containers, {files.Count / (double)groups.Count:0.0} files each, {rounds} rounds in turns; µs a container");
    Console.WriteLine($"{"",-26}{"median",9}{"p90",9}{"least",9}");
    Line("C loop of pread", bare);
    Line("full reading", ours);
    Line("reading of what idles", idle);
    Console.WriteLine($"full reading / C loop: median {ours.Median / bare.Median:0.00}, p90 {ours.P90 / bare.P90:0.00}, least {ours.Least / bare.Least:0.00} (at most 1.50)");

    // What a start leaves to do later (compiling what was used much, a collection of what it left) is not idling: several
    // stretches are shown, and the last is the one that tells.
    for (var stretch = 0; stretch < Stretches; stretch++)
    {
        var before = (Daemon: CpuTime.Of(crowd.DaemonPid), Launcher: CpuTime.Of(crowd.Info.LauncherPid!.Value));
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(TimeSpan.FromSeconds(IdleSeconds), TimeProvider.System);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine($"daemon with {count} idle containers, read once a second: {(CpuTime.Of(crowd.DaemonPid) - before.Daemon).TotalSeconds / seconds:0.00%} of a core (less than 1 %), "
            + $"launcher {(CpuTime.Of(crowd.Info.LauncherPid.Value) - before.Launcher).TotalSeconds / seconds:0.00%} (over {seconds:0} s)");
    }
}
finally
{
    groups.ForEach(group => group.Dispose());
    File.Delete(list);
}

void Line(string name, Sample sample) => Console.WriteLine(
    $"{name,-26}{1000 * sample.Median / groups.Count,9:0.00}{1000 * sample.P90 / groups.Count,9:0.00}{1000 * sample.Least / groups.Count,9:0.00}");

static TimeSpan Time(Action what)
{
    var began = Stopwatch.GetTimestamp();
    what();
    return Stopwatch.GetElapsedTime(began);
}
