using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Images.Layers;
using Orchestrator.Kernel;

// bench-unpack LAYOUT [ROUNDS]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var layout = args[0];
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
var scratch = Directory.CreateTempSubdirectory("orch-bench-unpack-").FullName;
var layers = Layers(layout);
long entries = 0, bytes = 0;
var contenders = new List<(string Name, Func<string, Task> Run)>
{
    ("ours", into => OursAsync(into, sync: false)),
    ("ours, on the disk before it is told", into => OursAsync(into, sync: true)),
    ("umoci unpack", into => RunAsync("umoci", "unpack", "--image", layout + ":bench", into)),
};
if (File.Exists("/usr/bin/podman"))
{
    contenders.Add(("podman pull", into => RunAsync(
        "podman", "--root", into, "--runroot", into + "-run", "--storage-driver", "overlay", "pull", "-q", $"oci:{layout}:bench")));
}
try
{
    var samples = contenders.ToDictionary(contender => contender.Name, _ => new Sample());
    var failed = new HashSet<string>();
    for (var round = -1; round < rounds; round++)
    {
        foreach (var (name, run) in contenders)
        {
            if (failed.Contains(name))
                continue;
            var into = Path.Combine(scratch, "image");
            await RunAsync("sync");
            var began = Stopwatch.GetTimestamp();
            try
            {
                await run(into);
            }
            catch (InvalidOperationException e)
            {
                failed.Add(name);
                Console.WriteLine($"{name} does not run here: {e.Message}");
            }
            if (round >= 0)
                samples[name].Add(Stopwatch.GetElapsedTime(began));
            Clear();
        }
    }
    Console.WriteLine($"{layers.Count} layers, {entries} entries, {bytes >> 20} MiB unpacked; {rounds} rounds in turns, ms");
    Console.WriteLine($"{"",-40}{"median",10}{"p90",10}{"least",10}");
    foreach (var (name, sample) in samples.Where(pair => !failed.Contains(pair.Key)))
        Console.WriteLine($"{name,-40}{sample.Median,10:0}{sample.P90,10:0}{sample.Least,10:0}");
    var fastest = samples.Where(pair => !pair.Key.StartsWith("ours", StringComparison.Ordinal) && !failed.Contains(pair.Key)).MinBy(pair => pair.Value.Median);
    Console.WriteLine($"ours / {fastest.Key}: {samples["ours"].Median / fastest.Value.Median:0.00}");
}
finally
{
    Directory.Delete(scratch, recursive: true);
}

async Task OursAsync(string into, bool sync)
{
    Directory.CreateDirectory(into);
    var limits = new UnpackLimits { Sync = sync, Image = new UnpackBudget() };
    var done = await Task.WhenAll(layers.Select((digest, index) => Task.Factory.StartNew(
        () =>
        {
            // As a pull does it: the blob's digest is taken of the same bytes on the way.
            using var hash = SHA256.Create();
            using var file = new FileStream(Path.Combine(layout, "blobs", "sha256", digest), FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            using var stream = new CryptoStream(file, hash, CryptoStreamMode.Read);
            var outcome = LayerUnpacker.Unpack(stream, Path.Combine(into, $"{index}"), limits, CancellationToken.None);
            return outcome.Layer is { } layer && Convert.ToHexStringLower(hash.Hash!) == digest
                ? layer
                : throw new InvalidDataException(outcome.Problem?.Text ?? "the digest is another one");
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    (entries, bytes) = (done.Sum(layer => layer.Entries), done.Sum(layer => layer.Bytes));
}

void Clear()
{
    using var folder = DirectoryHandle.Open(scratch);
    foreach (var name in folder.DirectoryNames())
    {
        // What podman mounts stays mounted within its folder.
        Process.Start(new ProcessStartInfo("umount", ["-l", Path.Combine(scratch, name, "overlay")]) { RedirectStandardError = true })?.WaitForExit();
        TreeRemoval.Remove(folder, name);
    }
}

static IReadOnlyList<string> Layers(string layout)
{
    JsonElement Read(string digest) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(layout, "blobs", "sha256", digest))).RootElement;
    static string Hex(JsonElement descriptor) => descriptor.GetProperty("digest").GetString()!["sha256:".Length..];
    var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(layout, "index.json"))).RootElement;
    return [.. Read(Hex(index.GetProperty("manifests")[0])).GetProperty("layers").EnumerateArray().Select(Hex)];
}

static async Task RunAsync(string program, params string[] arguments)
{
    using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    var output = process.StandardOutput.ReadToEndAsync();
    var said = await process.StandardError.ReadToEndAsync();
    await output;
    await process.WaitForExitAsync();
    if (process.ExitCode != 0)
        throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said.Trim()}");
}
