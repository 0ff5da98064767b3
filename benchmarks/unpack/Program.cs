using System.Globalization;
using System.Runtime.InteropServices;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Benchmarks.Unpack;

// bench-unpack LAYOUT SCRATCH [ROUNDS]: the layers of the image "bench" in an OCI layout, unpacked below SCRATCH by each
// contender in turn, so that whatever else the machine does meets all of them.
const int DefaultRounds = 5;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var rounds = DefaultRounds;
if (args.Length > 2 && !(int.TryParse(args[2], NumberStyles.None, CultureInfo.InvariantCulture, out rounds) && rounds > 0))
{
    Console.Error.WriteLine($"bench unpack: '{args[2]}' is no number of rounds; give 1 or more.");
    return 2;
}
using var leaving = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Leave);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Leave);
var layout = new ImageLayout(args[0]);
var ours = new OurUnpacking(layout);
using var scratch = new Scratch(args[1]);
List<Contender> contenders =
[
    new("ours", into => ours.UnpackAsync(into, sync: false, leaving.Token)),
    new("ours, durable", into => ours.UnpackAsync(into, sync: true, leaving.Token)),
    new("umoci", into => Peer.RunAsync(leaving.Token, "umoci", "unpack", "--image", layout.Folder + ":bench", into)),
];
if (File.Exists("/usr/bin/podman"))
{
    contenders.Add(new("podman", into => Peer.RunAsync(
        leaving.Token, "podman", "--root", into, "--runroot", scratch.Short, "--storage-driver", "overlay", "pull", "-q", $"oci:{layout.Folder}:bench")));
}
else
    Console.WriteLine("podman is not there (./bench --install-peers unpack)");

try
{
    // The first round warms caches and the just-in-time compiler and does not count.
    for (var round = 0; round <= rounds; round++)
    {
        Console.Write(round == 0 ? "warm-up    " : $"round {round}/{rounds}  ");
        foreach (var contender in contenders.Where(contender => contender.Problem is null))
        {
            var took = await contender.RunAsync(scratch.NextFolder(), leaving.Token);
            if (took is { } time && round > 0)
                contender.Times.Add(time);
            Console.Write(took is null ? $" {contender.Name} failed;" : $" {contender.Name} {took.Value.TotalMilliseconds:0} ms;");
        }
        Console.WriteLine();
    }
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("\nbench unpack: interrupted; removing what was unpacked");
    return 130;
}
Console.WriteLine($"\n{layout.Layers.Count} layers, {ours.Entries} entries, {ours.Bytes >> 20} MiB unpacked; {rounds} rounds in turns, ms");
Console.WriteLine($"{"",-16}{"median",10}{"p90",10}{"least",10}");
foreach (var contender in contenders)
{
    Console.WriteLine(contender.Problem is { } problem
        ? $"{contender.Name,-16}does not run here: {problem}"
        : $"{contender.Name,-16}{contender.Times.Median,10:0}{contender.Times.P90,10:0}{contender.Times.Least,10:0}");
}
// By strace: umoci calls none of fsync, fdatasync, syncfs, sync; podman 64 times the first two, for its own records.
Console.WriteLine("\"ours\" leaves the files to the kernel's write-back, as umoci and podman do; \"durable\" is what a pull waits for: all on the disk.");
if (contenders.Where(contender => !contender.IsOurs && contender.Problem is null).MinBy(contender => contender.Times.Median) is not { } fastest)
    return 1;
Console.WriteLine($"ours / {fastest.Name}, the fastest: {contenders[0].Times.Median / fastest.Times.Median:0.00} (at most 0.70); durable: {contenders[1].Times.Median / fastest.Times.Median:0.00}");
return 0;

void Leave(PosixSignalContext context)
{
    context.Cancel = true;
    leaving.Cancel();
}
