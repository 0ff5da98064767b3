using System.Globalization;
using Orchestrator.Benchmarks.Start;
using Orchestrator.Isolation.Capabilities;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Runtime.Stages;
using Orchestrator.Isolation.Seccomp;
using Orchestrator.Isolation.Spec;

// bench-start LAUNCHER YARDSTICK [RUNS]: one container that runs `true`, from the request to the notice of its end;
// ours, the C yardstick and crun in turns, so that whatever else the machine does meets all of them. Then the same in a network,
// beside podman and lxc-start.
const int WarmUp = 200, PeerWarmUp = 5, LeastNetworkRuns = 10;
const uint IdBase = 2_000_000_000;

var runs = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 100;
var root = Directory.CreateTempSubdirectory("orch-bench-").FullName;
File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
// Two runs at once must not take each other's groups away.
var parent = $"orch-bench-{Environment.ProcessId}";
string[] hierarchies = ["unified", "memory", "pids", "cpu", "blkio"];
try
{
    var spec = new ContainerSpec
    {
        Image = "busybox",
        Command = ["true"],
        Resources = new ResourceLimits { MemoryBytes = 64 << 20, Cpus = 0.5, Pids = 32 },
    };
    var images = new ImageStore(root, TimeProvider.System);
    var image = await images.CreateAsync("busybox", "busybox", CancellationToken.None);
    var layer = images.LayerPath((image.Image ?? throw new InvalidOperationException(image.Problem)).Digest)!;
    var (bounding, sets) = Privileges.Of(spec.Security, 0);
    var filter = Path.Combine(root, "filter");
    File.WriteAllBytes(filter, new SeccompPrograms().Get(new SecuritySpec(), bounding)!.Code.ToArray());

    var contenders = new List<IContender> { await OurRuntime.StartAsync(root, args[0], images, spec) };
    var work = Directory.CreateDirectory(Path.Combine(root, "yardstick")).FullName;
    if (Directory.Exists("/sys/fs/cgroup/unified"))
    {
        foreach (var hierarchy in hierarchies)
            Directory.CreateDirectory($"/sys/fs/cgroup/{hierarchy}/{parent}");
        contenders.Add(new Worker("C yardstick", true, args[1], work, layer, filter, parent,
            sets.Permitted.ToString("x", CultureInfo.InvariantCulture)));
    }
    var rootfs = Rootfs.Copy(layer, Path.Combine(root, "rootfs"), IdBase);
    if (File.Exists("/usr/bin/crun"))
    {
        AddCrun("crun run", "SCMP_ARCH_X86_64");
        // What Docker and Podman write; crun compiles it at each start. Ours answers other ABIs with ENOSYS.
        AddCrun("crun, 3 ABIs", "SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");

        void AddCrun(string name, params string[] architectures)
        {
            var bundle = Path.Combine(root, $"bundle{contenders.Count}");
            CrunBundle.Write(bundle, rootfs, spec, bounding, IdBase, architectures);
            contenders.Add(new Worker(name, false, "/usr/bin/unshare", "--mount", "sh",
                Path.Combine(AppContext.BaseDirectory, "crun-worker"), bundle));
        }
    }

    // The daemon is compiled ahead; here the just-in-time compiler has to be through first.
    for (var i = 0; i < WarmUp; i++)
        await contenders[0].RunAsync();
    for (var i = 0; i < PeerWarmUp; i++)
    {
        foreach (var contender in contenders)
            await contender.RunAsync();
    }
    var before = contenders.ConvertAll(contender => contender.Cpu());
    var times = contenders.ConvertAll(_ => new List<double>(runs));
    for (var i = 0; i < runs; i++)
    {
        for (var c = 0; c < contenders.Count; c++)
            times[c].Add((await contenders[c].RunAsync()).TotalMilliseconds);
    }
    Report.Print([.. contenders.Select((contender, c) =>
        (contender.Name, times[c], (double?)((contender.Cpu() - before[c]).TotalMilliseconds / runs)))]);
    foreach (var contender in contenders)
        await contender.DisposeAsync();
    await NetworkRound.RunAsync(root, args[0], images, spec, rootfs, IdBase, Math.Max(LeastNetworkRuns, runs / 5));
    return 0;
}
finally
{
    foreach (var hierarchy in hierarchies)
    {
        if (Directory.Exists($"/sys/fs/cgroup/{hierarchy}/{parent}"))
            Directory.Delete($"/sys/fs/cgroup/{hierarchy}/{parent}");
    }
    Directory.Delete(root, recursive: true);
}
