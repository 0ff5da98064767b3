using System.Globalization;
using Orchestrator.Benchmarks.Journal;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Arguments arguments;
try
{
    arguments = Arguments.Read(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"bench journal: {e.Message}");
    return 2;
}

string[] kinds = [.. new[] { "batch", "clients" }.Where(arguments.Measures.Contains)];
var cases =
    from kind in kinds
    from inFlight in arguments.InFlight
    from containers in arguments.Containers
    select (Kind: kind, InFlight: inFlight, Containers: containers, Runs: new List<Speed>());
var all = cases.ToList();
// Round after round, so that a busy moment of the machine meets all of them.
for (int run = 0; run < arguments.Runs; run++)
{
    foreach (var one in all)
        one.Runs.Add(await Work.MeasureAsync(one.Kind, one.Containers, one.InFlight));
}
if (all.Count > 0)
    Console.WriteLine("what     in flight  containers   events/s (least, most)        containers/s  CPU µs/event");
foreach (var one in all)
{
    List<Speed> speeds = [.. one.Runs.OrderBy(speed => speed.EventsPerSecond)];
    Speed median = speeds[speeds.Count / 2];
    Console.WriteLine(
        $"{one.Kind,-8} {one.InFlight,9} {one.Containers,11} {median.EventsPerSecond,10:F0} "
        + $"({speeds[0].EventsPerSecond:F0}, {speeds[^1].EventsPerSecond:F0})".PadRight(20)
        + $" {one.Containers / median.Took.TotalSeconds,12:F0} {median.CpuMicroseconds,13:F1}");
}
if (arguments.Measures.Contains("idle"))
    await Idle.MeasureAsync(10_000);
return 0;
