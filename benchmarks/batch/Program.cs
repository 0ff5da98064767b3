using System.Globalization;
using Orchestrator.Benchmarks.Batch;
using Orchestrator.Benchmarks.Shared;
using Orchestrator.Benchmarks.Start;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Spec;

// bench-batch [JOBS [ROUNDS]]: the contenders in turns, so that whatever else the machine does meets all of them. The
// peers run fewer containers, since their rate does not depend on how many there are.
const uint IdBase = 2_000_000_000;
var jobs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
var root = Directory.CreateTempSubdirectory("orch-bench-").FullName;
File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
using var cleanUp = new CleanUp(Path.Combine(root, "orch"), Path.Combine(root, "long"));
var contenders = new List<IContender>();
try
{
    var ours = await Ours.StartAsync(Path.Combine(root, "orch"), jobs);
    contenders.Add(ours);
    await AddPeersAsync();

    await ours.RunAsync(500);
    var rates = contenders.ConvertAll(_ => new List<double>());
    var cpu = contenders.ConvertAll(_ => new List<double>());
    for (var round = 0; round < rounds; round++)
    {
        for (var c = 0; c < contenders.Count; c++)
        {
            var (wall, used) = await contenders[c].RunAsync();
            rates[c].Add(contenders[c].Containers / wall.TotalSeconds);
            cpu[c].Add(used.TotalMilliseconds / contenders[c].Containers);
        }
    }
    Console.WriteLine($"{"",-24}{"jobs/s",9}{"least",9}{"most",9}{"CPU ms",9}   (median of {rounds} rounds, interleaved; ours {jobs:N0} jobs a round)");
    for (var c = 0; c < contenders.Count; c++)
    {
        rates[c].Sort();
        cpu[c].Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{contenders[c].Name,-24}{Median(rates[c]),9:0.0}{rates[c][0],9:0.0}{rates[c][^1],9:0.0}{Median(cpu[c]),9:0.0}   ({contenders[c].Containers:N0} containers a round)"));
    }
    for (var c = 1; c < contenders.Count; c++)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ours.Name} / {contenders[c].Name}: {Median(rates[0]) / Median(rates[c]):0.0} times the rate{(contenders[c].Name.StartsWith("crun", StringComparison.Ordinal) ? " (at least 3)" : "")}"));
    Console.WriteLine();
    // A daemon without a past: what the batches above have left in its memory would hide what those that wait take.
    await using var fresh = await Ours.StartAsync(Path.Combine(root, "long"), 0);
    await LongQueue.RunAsync(fresh, [.. ((int[])[0, 1_000, 10_000, 99_000]).Where(length => length <= 10L * jobs)]);
    return 0;
}
finally
{
    foreach (var contender in contenders)
        await contender.DisposeAsync();
    Directory.Delete(root, recursive: true);
}

async Task AddPeersAsync()
{
    var spec = new ContainerSpec
    {
        Image = "busybox",
        Command = ["true"],
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, Cpus = 2, Pids = 32 },
    };
    var images = new ImageStore(Path.Combine(root, "images"), TimeProvider.System);
    var image = await images.CreateAsync("busybox", "busybox", CancellationToken.None);
    var layer = images.LayerPath((image.Image ?? throw new InvalidOperationException(image.Problem)).Digest)!;
    if (File.Exists("/usr/bin/crun"))
    {
        var bundle = Path.Combine(root, "bundle");
        CrunBundle.Write(
            bundle, Rootfs.Copy(layer, Path.Combine(root, "rootfs-crun"), IdBase), spec,
            Privileges.Of(spec.Security, 0).Bounding, IdBase, "SCMP_ARCH_X86_64");
        contenders.Add(new Peer("crun run, a loop", "crun-loop", bundle, Math.Max(20, jobs / 50), ownMounts: true));
    }
    if (File.Exists("/usr/bin/bwrap"))
        contenders.Add(new Peer("xargs -P 8 bwrap", "xargs-loop", Rootfs.Copy(layer, Path.Combine(root, "rootfs-bwrap"), 0), Math.Max(50, jobs / 10), ownMounts: false));
    if (File.Exists("/usr/bin/podman"))
        contenders.Add(new Peer("podman run --rm, a loop", "podman-loop", Rootfs.Copy(layer, Path.Combine(root, "rootfs-podman"), 0), Math.Max(5, jobs / 1000), ownMounts: true));
    if (contenders.Count < 4)
        Console.Error.WriteLine("Some peers are missing; ./bench --install-peers installs them.");
}

static double Median(List<double> sorted) => sorted[sorted.Count / 2];
