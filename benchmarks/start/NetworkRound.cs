using System.Globalization;
using Orchestrator.Isolation.Images;
using Orchestrator.Isolation.Networks;
using Orchestrator.Isolation.Spec;

namespace Orchestrator.Benchmarks.Start;

/// <summary>
/// The same with a network: an address on a bridge, names, a packet filter. `orch run` and `podman run` as their users call them;
/// lxc-start and the runtime alone do less, as neither keeps a record.
/// </summary>
internal static class NetworkRound
{
    private const int WarmUp = 3, RuntimeWarmUp = 100;

    public static async Task RunAsync(string root, string launcher, ImageStore images, ContainerSpec spec, string rootfs, uint idBase, int runs)
    {
        var bin = Path.GetDirectoryName(launcher)!;
        var ours = await OurRuntime.StartAsync(
            Directory.CreateDirectory(Path.Combine(root, "net")).FullName, launcher, images, spec with { Networks = [new NetworkSpec { Network = "bench" }] });
        await ours.MakeAsync(new NetworkDefinition { Name = "bench", Subnet4 = "10.97.0.0/24" });
        var contenders = new List<IContender> { ours, Shell("orch run", "orch-worker", Path.Combine(bin, "orch"), Path.Combine(root, "engine")) };
        if (File.Exists("/usr/bin/podman"))
            contenders.Add(Shell("podman run", "podman-worker", Path.Combine(root, "podman"), rootfs));
        if (File.Exists(Environment.GetEnvironmentVariable("LXC_TOP") + "/usr/bin/lxc-start"))
            contenders.Add(Shell("lxc-start", "lxc-worker", Path.Combine(root, "lxc"), rootfs, idBase.ToString(CultureInfo.InvariantCulture)));

        for (var i = 0; i < RuntimeWarmUp; i++)
            await ours.RunAsync();
        var times = contenders.ConvertAll(_ => new List<double>(runs));
        for (var i = -WarmUp; i < runs; i++)
        {
            for (var c = 0; c < contenders.Count; c++)
            {
                var took = (await contenders[c].RunAsync()).TotalMilliseconds;
                if (i >= 0)
                    times[c].Add(took);
            }
        }
        Console.WriteLine("\nIn a network (of podman run at most 0.10)");
        var results = contenders.Select((contender, c) => (contender.Name, times[c], (double?)null)).ToList();
        Report.Print(results);
        Report.Compare(results, "orch run");
        foreach (var contender in contenders)
            await contender.DisposeAsync();
    }

    private static Worker Shell(string name, string script, params string[] arguments) => new(
        name, false, "/usr/bin/unshare", ["--mount", "sh", Path.Combine(AppContext.BaseDirectory, script), .. arguments]);
}
