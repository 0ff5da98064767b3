using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Harness;

namespace Orchestrator.EndToEnd.Logging;

/// <summary>Seq is away while the engine works, refusing and then silent, and once a daemon dies meanwhile.</summary>
public sealed partial class SeqOutageTests
{
    private const int Runs = 15;

    [Fact]
    public async Task Seq_AwayUnderLoad_TheEngineDoesNotNoticeAndEveryEventArrivesAsLogged()
    {
        await using var root = new OrchRoot();
        await using var seq = new ClefEndpoint();
        var settings = new Dictionary<string, string> { ["ORCH__SEQ__URL"] = seq.Url, ["ORCH__LOG__LEVEL"] = "Debug" };
        seq.Up();
        (await root.StartWith(settings, "info").ResultAsync()).Ok();
        (await root.Orch("run", "--rm", "busybox", "true")).Ok();
        var up = await MedianAsync(root);
        await Clock.Until("events arrive while Seq is there", () => seq.Events.Count > 0);

        await seq.DownAsync();
        var refusing = await MedianAsync(root);
        await OrchRoot.KillAsync(await root.DaemonPid());
        (await root.StartWith(settings, "info").ResultAsync()).Ok();
        await seq.HangAsync();
        var before = Memory(await root.DaemonPid());
        var silent = await MedianAsync(root);
        for (var i = 0; i < 4; i++)
            await MedianAsync(root);
        var grown = Memory(await root.DaemonPid()) - before;
        var beginStop = TimeProvider.System.GetTimestamp();
        (await root.Orch("daemon", "--stop")).Ok();
        var stop = TimeProvider.System.GetElapsedTime(beginStop);
        await seq.DownAsync();
        (await root.StartWith(settings, "info").ResultAsync()).Ok();
        seq.Up();

        await Clock.Until("as many events have arrived as were logged", () => seq.Events.Count >= Logged(root).Count);
        Console.WriteLine(
            $"run with Seq there {up.TotalMilliseconds:0} ms, refusing {refusing.TotalMilliseconds:0} ms, silent {silent.TotalMilliseconds:0} ms; "
            + $"memory grew by {grown} kB; stop with a silent Seq {stop.TotalSeconds:0.0} s; {seq.Events.Count} events");
        Compare(Logged(root), seq.Events);
        seq.Events.Count(one => one.GetProperty("@mt").GetString()!.Contains("was answered with", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(7 * Runs);
        grown.ShouldBeLessThan(80_000);
    }

    /// <summary>Each line of the log file has its event, with the same time, level and text, and no event came twice.</summary>
    private static void Compare(List<string> lines, List<JsonElement> events)
    {
        events.Count.ShouldBe(lines.Count);
        var left = lines.ToLookup(line => line[..28]).ToDictionary(group => group.Key, group => group.ToList());
        foreach (var arrived in events)
        {
            var key = $"{arrived.GetProperty("@t").GetDateTimeOffset().ToLocalTime():yyyy-MM-ddTHH:mm:ss.fffZ} {Level(arrived)}";
            left.TryGetValue(key, out var candidates).ShouldBeTrue($"no line is logged for {arrived}");
            var line = candidates!.Find(candidate => Fits(candidate, arrived.GetProperty("@mt").GetString()!));
            line.ShouldNotBeNull($"none of {string.Join('\n', candidates)}\nis {arrived}");
            candidates.Remove(line);
        }
    }

    /// <summary>What stands between the placeholders of the template stands in the line, in that order.</summary>
    private static bool Fits(string line, string template)
    {
        var at = 0;
        foreach (var part in Placeholder().Split(template))
        {
            at = line.IndexOf(part.Split('\n')[0], at, StringComparison.Ordinal);
            if (at < 0)
                return false;
        }
        return true;
    }

    private static string Level(JsonElement arrived) => !arrived.TryGetProperty("@l", out var level) ? "INF" : level.GetString() switch
    {
        "Verbose" => "VRB",
        "Debug" => "DBG",
        "Warning" => "WRN",
        "Error" => "ERR",
        _ => "FTL",
    };

    private static List<string> Logged(OrchRoot root) =>
    [
        .. Directory.GetFiles(Path.Combine(root.Path, "log"), "orchd-*.log").SelectMany(file =>
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd().Split('\n').Where(line => Entry().IsMatch(line)).ToList();
        }),
    ];

    private static async Task<TimeSpan> MedianAsync(OrchRoot root)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Runs; i++)
            times.Add((await root.Orch("run", "--rm", "busybox", "true")).Ok().Took);
        return times.Order().ElementAt(Runs / 2);
    }

    private static long Memory(int pid) =>
        long.Parse(Processes.Status(pid, "VmRSS")!.Split(' ')[0], CultureInfo.InvariantCulture);

    [GeneratedRegex("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z [A-Z]{3} """)]
    private static partial Regex Entry();

    [GeneratedRegex("""\{[^{}]*\}""")]
    private static partial Regex Placeholder();
}
